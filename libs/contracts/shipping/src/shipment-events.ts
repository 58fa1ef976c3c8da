/**
 * What other services may know of a shipment; its id is the order's. A storage format: data of these shapes lies in logs and topics for ever. Fields
 * are added (optional) or a new schema version is made; nothing is renamed or re-used.
 */
import type { DomainEvent } from '@millrace/decider';
import { z } from 'zod';

const shipment = z.object({ orderId: z.uuid() });
const units = z.object({ sku: z.string(), quantity: z.int().min(1) });
const lines = z.array(units).readonly();

export const shipmentPreparedSchema = shipment
  .extend({
    shipTo: z.object({ name: z.string(), street: z.string(), city: z.string(), postalCode: z.string(), country: z.string() }),
    lines,
  })
  .describe('It is known to the warehouse.');
export const shipmentDispatchedSchema = shipment
  .extend({ lines, trackingNumber: z.string().optional(), at: z.iso.datetime() })
  .describe('From here on the goods are gone, and a cancellation comes too late.');
export const shipmentDeliveredSchema = shipment.extend({ at: z.iso.datetime() }).describe('The customer has it.');
export const shipmentLostSchema = shipment.extend({ at: z.iso.datetime() }).describe('It will not arrive.');
export const shipmentReturnedSchema = shipment
  .extend({ lines, restock: z.boolean(), at: z.iso.datetime() })
  .describe('After delivery. `restock`: the goods can be sold again; otherwise they are written off.');
const reason = z.string().describe('Why its cancellation was asked for.');
export const shipmentCancelledSchema = shipment.extend({ reason }).describe('It stays in the house.');
export const shipmentCancellationRefusedSchema = shipment.extend({ reason }).describe('Too late: it had been dispatched.');

/** How many of what. */
export type Units = Readonly<z.infer<typeof units>>;
export type ShipTo = Readonly<z.infer<typeof shipmentPreparedSchema>['shipTo']>;
export type ShipmentPrepared = DomainEvent<'ShipmentPrepared', z.infer<typeof shipmentPreparedSchema>>;
export type ShipmentDispatched = DomainEvent<'ShipmentDispatched', z.infer<typeof shipmentDispatchedSchema>>;
export type ShipmentDelivered = DomainEvent<'ShipmentDelivered', z.infer<typeof shipmentDeliveredSchema>>;
export type ShipmentLost = DomainEvent<'ShipmentLost', z.infer<typeof shipmentLostSchema>>;
export type ShipmentReturned = DomainEvent<'ShipmentReturned', z.infer<typeof shipmentReturnedSchema>>;
export type ShipmentCancelled = DomainEvent<'ShipmentCancelled', z.infer<typeof shipmentCancelledSchema>>;
export type ShipmentCancellationRefused = DomainEvent<'ShipmentCancellationRefused', z.infer<typeof shipmentCancellationRefusedSchema>>;
