/**
 * What other services and the outside may know of an order. A storage format: data of these shapes lies in logs and topics for ever. Fields are
 * added (optional) or a new schema version is made; nothing is renamed or re-used.
 */
import { moneySchema } from '@millrace/contracts-money';
import type { DomainEvent } from '@millrace/decider';
import { z } from 'zod';

/** The key of an order, and of its fulfilment, reservation, payment and shipment. */
export const orderIdSchema = z.uuid();

export const addressSchema = z.object({
  name: z.string(),
  street: z.string(),
  city: z.string(),
  postalCode: z.string(),
  country: z.string().describe('ISO 3166-1 alpha-2.'),
});

export const orderLineSchema = z
  .object({ sku: z.string(), name: z.string(), quantity: z.int().min(1), unitPrice: moneySchema, total: moneySchema, tax: moneySchema })
  .describe('Name, unit price and tax are frozen when the order is placed; `tax` and `total` are of the whole line, `total` without tax.');

export const orderPlacedSchema = z
  .object({
    orderId: orderIdSchema,
    customerId: z.string(),
    lines: z.array(orderLineSchema).min(1).readonly(),
    subtotal: moneySchema,
    tax: moneySchema,
    shipping: moneySchema,
    total: moneySchema.describe('subtotal + tax + shipping'),
    paymentMethod: z.string(),
    shipTo: addressSchema,
    fingerprint: z.string().describe('Hash of the request that placed it: tells a retry from another request under the same key.'),
    placedAt: z.iso.datetime(),
  })
  .describe('A customer has ordered. The fulfilment begins: what comes of it is in other events.');

const ended = z.object({ orderId: orderIdSchema });
export const orderCompletedSchema = ended.describe('Delivered and paid.');
export const orderReturnedSchema = ended.describe('The goods came back.');
export const orderLostSchema = ended.describe('The goods were lost on their way.');
export const orderRejectedSchema = ended
  .extend({ reason: z.string().describe('`stock.short`, `payment.declined`, `payment.timeout` …') })
  .describe('It could not be fulfilled.');
export const orderCancelledSchema = ended
  .extend({ reason: z.string().describe('`customer`, `operator`, `dispatch.timeout`.') })
  .describe('It was called off in time.');

export type Address = Readonly<z.infer<typeof addressSchema>>;
export type OrderLine = Readonly<z.infer<typeof orderLineSchema>>;
export type OrderPlaced = DomainEvent<'OrderPlaced', z.infer<typeof orderPlacedSchema>>;
export type OrderCompleted = DomainEvent<'OrderCompleted', z.infer<typeof orderCompletedSchema>>;
export type OrderRejected = DomainEvent<'OrderRejected', z.infer<typeof orderRejectedSchema>>;
export type OrderCancelled = DomainEvent<'OrderCancelled', z.infer<typeof orderCancelledSchema>>;
export type OrderReturned = DomainEvent<'OrderReturned', z.infer<typeof orderReturnedSchema>>;
export type OrderLost = DomainEvent<'OrderLost', z.infer<typeof orderLostSchema>>;
