/** Money as every contract and every domain of Millrace speaks of it. */
export { isCurrency } from './currency.js';
export {
  add,
  maxAmount,
  type Money,
  MoneyError,
  type MoneyErrorCode,
  money,
  moneySchema,
  partPerTenThousand,
  subtract,
  sum,
  times,
} from './money.js';
