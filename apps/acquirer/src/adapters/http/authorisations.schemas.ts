import { z } from 'zod';

const money = z.strictObject({ amount: z.int().min(1), currency: z.string().regex(/^[A-Z]{3}$/) });

export const authorisationBody = z.strictObject({ amount: money, paymentMethod: z.string().min(1).max(100) });
/** Without an amount: all of it. */
export const captureBody = z.strictObject({ amount: money.optional() });
export const voidBody = z.strictObject({});
export const refundBody = z.strictObject({ amount: money });
export const keyParameter = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'has 1 to 200 visible ASCII characters');

export const authorisationView = z.strictObject({
  key: z.string(),
  status: z.enum(['failing', 'declined', 'authorised', 'captured', 'voided']),
  amount: money.optional(),
  paymentMethod: z.string().optional(),
  authorisedAt: z.string().optional(),
  captured: money.optional(),
  refunded: z.strictObject({ amount: z.int().min(0), currency: z.string() }).optional(),
  fee: money.optional(),
});
export type AuthorisationView = z.output<typeof authorisationView>;

export const chargesView = z.strictObject({
  key: z.string(),
  authorisations: z.int(),
  captures: z.int(),
  voids: z.int(),
  refunds: z.int(),
});
