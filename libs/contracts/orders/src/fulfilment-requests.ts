/**
 * What the fulfilment of an order asks of the other services. A storage format, as in order-events.ts.
 * Requests of one order are in one stream: a participant sees them in the order in which they were made.
 */
import { moneySchema } from '@millrace/contracts-money';
import type { DomainEvent } from '@millrace/decider';
import { z } from 'zod';
import { addressSchema, orderIdSchema } from './order-events.js';

const request = z.object({ orderId: orderIdSchema });
const units = z.object({ sku: z.string(), quantity: z.int().min(1) });

export const stockReservationRequestedSchema = request
  .extend({ lines: z.array(units).readonly() })
  .describe('Answered by `StockReserved` (all lines) or `StockRefused` (none). One line for each sku.');
export const stockReleaseRequestedSchema = request
  .extend({ lines: z.array(units).readonly() })
  .describe('Has no answer. Holds also for a reservation that is still under way.');
export const paymentAuthorisationRequestedSchema = request
  .extend({ amount: moneySchema, tax: moneySchema, paymentMethod: z.string() })
  .describe('Answered by `PaymentAuthorised` or `PaymentDeclined`, perhaps late. `tax` is part of `amount`.');
export const paymentCancellationRequestedSchema = request.describe(
  'Whatever has become of the authorisation, no money is kept: it is voided, also when it is still under way.',
);
export const paymentCaptureRequestedSchema = request.describe('Answered by `PaymentCaptured`.');
export const paymentRefundRequestedSchema = request.describe(
  'Follows a capture request. Answered by `PaymentRefunded`, once the capture is through.',
);
export const shipmentRequestedSchema = request
  .extend({ shipTo: addressSchema, lines: z.array(units).readonly() })
  .describe('Has no answer of its own: the shipment is prepared.');
export const shipmentCancellationRequestedSchema = request
  .extend({ reason: z.string() })
  .describe('Answered by `ShipmentCancelled` or `ShipmentCancellationRefused`: the shipment arbitrates.');

/** How many of what. */
export type Units = Readonly<z.infer<typeof units>>;
export type StockReservationRequested = DomainEvent<'StockReservationRequested', z.infer<typeof stockReservationRequestedSchema>>;
export type StockReleaseRequested = DomainEvent<'StockReleaseRequested', z.infer<typeof stockReleaseRequestedSchema>>;
export type PaymentAuthorisationRequested = DomainEvent<
  'PaymentAuthorisationRequested',
  z.infer<typeof paymentAuthorisationRequestedSchema>
>;
export type PaymentCancellationRequested = DomainEvent<'PaymentCancellationRequested', z.infer<typeof paymentCancellationRequestedSchema>>;
export type PaymentCaptureRequested = DomainEvent<'PaymentCaptureRequested', z.infer<typeof paymentCaptureRequestedSchema>>;
export type PaymentRefundRequested = DomainEvent<'PaymentRefundRequested', z.infer<typeof paymentRefundRequestedSchema>>;
export type ShipmentRequested = DomainEvent<'ShipmentRequested', z.infer<typeof shipmentRequestedSchema>>;
export type ShipmentCancellationRequested = DomainEvent<
  'ShipmentCancellationRequested',
  z.infer<typeof shipmentCancellationRequestedSchema>
>;
