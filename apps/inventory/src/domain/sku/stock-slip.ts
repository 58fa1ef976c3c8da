/**
 * Deliveries and corrections come with a slip that has a number. The slip has a stream of its own, so that the same slip counts once however long ago
 * it was, and the sku's state does not grow with every delivery. Slip and stock are decided together and appended all or nothing.
 */
import {
  type DomainEvent,
  type JointDecider,
  type JointDecision,
  reject,
  type Rejection,
  type StreamFold,
  streamId,
  streamKind,
} from '@millrace/decider';
import type { AdjustmentReason, SkuEvent } from './sku.events.js';
import { type Sku, skuFold } from './sku.js';

/** Storage format, as in sku.events.ts. */
export type StockSlipRecorded = DomainEvent<
  'StockSlipRecorded',
  { readonly sku: string; readonly slipId: string; readonly quantity: number; readonly reason?: AdjustmentReason }
>;

export type StockSlip =
  | { readonly type: 'ReceiveStock'; readonly sku: string; readonly receiptId: string; readonly quantity: number }
  | {
      readonly type: 'AdjustStock';
      readonly sku: string;
      readonly adjustmentId: string;
      readonly quantity: number;
      readonly reason: AdjustmentReason;
    };

export type StockSlipRejection =
  | 'product.unknown'
  | 'receipt.already-recorded'
  | 'adjustment.already-recorded'
  | 'stock.invalid-quantity'
  | 'stock.below-reserved'
  | 'stock.too-much';

type Recorded =
  { readonly situation: 'new' } | { readonly situation: 'recorded'; readonly quantity: number; readonly reason?: string | undefined };

const slipFold: StreamFold<Recorded, StockSlipRecorded> = {
  name: 'stock-slip',
  initial: { situation: 'new' },
  evolve: (_, { data: { quantity, reason } }) => ({ situation: 'recorded', quantity, reason }),
};

/** The streams a slip is decided over. A sku has no ':'. */
export const slipStreams = (slip: StockSlip): [sku: string, slip: string] => [
  streamId('sku', slip.sku),
  slip.type === 'ReceiveStock'
    ? streamId('receipt', `${slip.sku}:${slip.receiptId}`)
    : streamId('adjustment', `${slip.sku}:${slip.adjustmentId}`),
];

type Decision = JointDecision<SkuEvent | StockSlipRecorded> | Rejection<StockSlipRejection>;

const decide = (slip: StockSlip, state: <State>(streamId: string) => State): Decision => {
  const [skuStream, slipStream] = slipStreams(slip);
  const recorded = state<Recorded>(slipStream);
  if (recorded.situation === 'recorded') return same(slip, recorded) ? new Map() : otherwiseRecorded(slip);
  const refusal = unacceptable(slip, state<Sku>(skuStream));
  return (
    refusal ??
    new Map<string, (SkuEvent | StockSlipRecorded)[]>([
      [skuStream, [moved(slip)]],
      [slipStream, [recordedAs(slip)]],
    ])
  );
};

const unacceptable = (slip: StockSlip, sku: Sku): Rejection<StockSlipRejection> | undefined => {
  const { type, quantity } = slip;
  if (sku.situation === 'unlisted') return reject('product.unknown', `There is no product ${slip.sku}.`);
  if (!Number.isSafeInteger(quantity) || quantity === 0 || (type === 'ReceiveStock' && quantity < 0))
    return reject('stock.invalid-quantity', 'The quantity must be a whole number, not zero; received is more than zero.');
  if (sku.onHand + quantity < sku.reserved)
    return reject('stock.below-reserved', 'Orders have set more aside than would be left.', { onHand: sku.onHand, reserved: sku.reserved });
  return sku.onHand + quantity > Number.MAX_SAFE_INTEGER ? reject('stock.too-much', 'That is more than can be counted.') : undefined;
};

const moved = (slip: StockSlip): SkuEvent => {
  const { type, ...data } = slip;
  return type === 'ReceiveStock'
    ? { type: 'StockReceived', data: data as Extract<SkuEvent, { type: 'StockReceived' }>['data'] }
    : { type: 'StockAdjusted', data: data as Extract<SkuEvent, { type: 'StockAdjusted' }>['data'] };
};

const recordedAs = (slip: StockSlip): StockSlipRecorded => ({
  type: 'StockSlipRecorded',
  data: {
    sku: slip.sku,
    slipId: slip.type === 'ReceiveStock' ? slip.receiptId : slip.adjustmentId,
    quantity: slip.quantity,
    ...(slip.type === 'AdjustStock' && { reason: slip.reason }),
  },
});

const same = (slip: StockSlip, recorded: Recorded & { situation: 'recorded' }): boolean =>
  slip.quantity === recorded.quantity && (slip.type === 'ReceiveStock' || slip.reason === recorded.reason);

const otherwiseRecorded = (slip: StockSlip): Rejection<StockSlipRejection> =>
  slip.type === 'ReceiveStock'
    ? reject('receipt.already-recorded', `Receipt ${slip.receiptId} was recorded with another quantity.`)
    : reject('adjustment.already-recorded', `Adjustment ${slip.adjustmentId} was recorded with another content.`);

export const stockSlip: JointDecider<StockSlip, SkuEvent | StockSlipRecorded, StockSlipRejection> = {
  name: 'stock-slip',
  foldOf: (id) => (streamKind(id) === 'sku' ? skuFold : slipFold),
  decide,
};
