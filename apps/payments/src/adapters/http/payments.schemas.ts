import { moneySchema } from '@millrace/contracts-money';
import { pageQuery } from '@millrace/service-host';
import { z } from 'zod';

export const paymentParameter = z.uuid();
export const paymentsQuery = z.strictObject({ orderId: z.uuid() });
export const entriesQuery = pageQuery.extend({ orderId: z.uuid().optional() });
export const entryCursor = z.strictObject({ bookedAt: z.string(), entryId: z.string() });

export const paymentView = z.object({
  paymentId: z.string(),
  orderId: z.string(),
  version: z.int(),
  status: z.enum(['authorising', 'authorised', 'declined', 'capturing', 'captured', 'voiding', 'voided', 'refunding', 'refunded']),
  reason: z.string().nullable(),
  paymentMethod: z.string().nullable(),
  amount: moneySchema.nullable(),
  tax: moneySchema.nullable(),
  fee: moneySchema.nullable(),
  captured: moneySchema.nullable(),
  refunded: moneySchema.nullable(),
  reference: z.string().nullable().describe("The acquirer's name for the authorisation."),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export const accountView = z.object({
  account: z.string(),
  currency: z.string(),
  debits: z.int(),
  credits: z.int(),
  balance: z.int().describe('debits − credits, in minor units'),
  entries: z.int(),
});
export const entryView = z.object({
  entryId: z.string(),
  transactionId: z.string().describe('The entries of a transaction sum to zero.'),
  orderId: z.string(),
  kind: z.string(),
  account: z.string(),
  currency: z.string(),
  amount: z.int().describe('Minor units: above zero a debit, below zero a credit.'),
  bookedAt: z.iso.datetime(),
});
