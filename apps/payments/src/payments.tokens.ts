export const PAYMENT_QUERIES = Symbol('payments.payment-queries');
export const LEDGER_QUERIES = Symbol('payments.ledger-queries');
