/**
 * What other services may know of a payment; its id is the order's. A storage format: data of these shapes lies in logs and topics for ever. Fields
 * are added (optional) or a new schema version is made; nothing is renamed or re-used.
 */
import { moneySchema } from '@millrace/contracts-money';
import type { DomainEvent } from '@millrace/decider';
import { z } from 'zod';

const payment = z.object({ orderId: z.uuid() });

export const paymentAuthorisedSchema = payment
  .extend({ amount: moneySchema, reference: z.string(), at: z.iso.datetime() })
  .describe("The money is set aside. `reference` is the acquirer's name for the authorisation.");
export const paymentDeclinedSchema = payment
  .extend({ reason: z.string().describe('`payment.declined`, `payment.insufficient-funds` …') })
  .describe('There will be no money.');
export const paymentCapturedSchema = payment
  .extend({ amount: moneySchema, tax: moneySchema, fee: moneySchema })
  .describe('The money was taken. `tax` is part of `amount`; `fee` is what the acquirer keeps of it.');
export const paymentVoidedSchema = payment.describe('No money was taken, and none will be.');
export const paymentRefundedSchema = payment
  .extend({ amount: moneySchema, tax: moneySchema })
  .describe('The money was given back. `tax` is part of `amount`.');

export type PaymentAuthorised = DomainEvent<'PaymentAuthorised', z.infer<typeof paymentAuthorisedSchema>>;
export type PaymentDeclined = DomainEvent<'PaymentDeclined', z.infer<typeof paymentDeclinedSchema>>;
export type PaymentCaptured = DomainEvent<'PaymentCaptured', z.infer<typeof paymentCapturedSchema>>;
export type PaymentVoided = DomainEvent<'PaymentVoided', z.infer<typeof paymentVoidedSchema>>;
export type PaymentRefunded = DomainEvent<'PaymentRefunded', z.infer<typeof paymentRefundedSchema>>;
