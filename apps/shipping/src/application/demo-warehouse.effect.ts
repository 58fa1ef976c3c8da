import type { ShipmentDispatched, ShipmentPrepared } from '@millrace/contracts-shipping';
import { streamId, tell } from '@millrace/decider';
import type { Effect } from '@millrace/effects';
import { shipment } from '../domain/shipment/shipment.decider.js';

export interface DemoWarehouseOptions {
  /** How long the clerk takes for each step. */
  readonly paceMs: number;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** For demonstrations: plays the clerk who dispatches what is prepared, and the carrier who delivers it. */
export const demoWarehouse = ({
  paceMs,
  now,
  wait,
}: DemoWarehouseOptions): Effect<ShipmentPrepared | ShipmentDispatched, 'Dispatch' | 'Deliver'> => ({
  name: 'demo-warehouse',
  startsOn: {
    ShipmentPrepared: ({ data }) => ({ key: data.orderId, payload: 'Dispatch' }),
    ShipmentDispatched: ({ data }) => ({ key: data.orderId, payload: 'Deliver' }),
  },
  perform: async ({ key, payload }) => {
    await wait(paceMs);
    return tell(shipment, streamId('shipment', key), { type: payload, at: new Date(now()).toISOString() });
  },
  concurrency: 64,
  timeoutMs: paceMs + 5_000,
  retry: { firstMs: 100, maxMs: 5_000 },
});
