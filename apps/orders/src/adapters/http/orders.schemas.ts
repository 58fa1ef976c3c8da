import { skuSchema } from '@millrace/contracts-inventory';
import { moneySchema } from '@millrace/contracts-money';
import { pageQuery } from '@millrace/service-host';
import { z } from 'zod';
import { orderStatuses } from '../../application/order-summary.projection.js';

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, { error: 'must not contain NUL or half a surrogate pair' });

function isStorable(value: string): boolean {
  return !value.includes('\u0000') && value.isWellFormed();
}

export const orderParameter = z.uuid();
/** Whatever an issuer of identities may call somebody: `auth0|5f2c`, `ada@example.org`. */
export const customerId = z.string().regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible ASCII characters');

export const address = z.strictObject({
  name: text(200),
  street: text(200),
  city: text(100),
  postalCode: text(20),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code of two letters')
    .describe('ISO 3166-1 alpha-2'),
});

export const orderRequest = z.strictObject({
  customerId,
  lines: z
    .array(z.strictObject({ sku: skuSchema, quantity: z.int().min(1).max(1_000_000) }))
    .min(1)
    .max(100),
  paymentMethod: z.string().regex(/^pm_[a-z0-9_]{1,60}$/, 'must be a payment method such as pm_card_visa'),
  shipTo: address,
  expectedTotal: moneySchema.optional().describe('What the customer was shown; another total is refused.'),
});

export const cancelRequest = z.strictObject({ reason: text(500).optional() }).optional();
export const ordersQuery = pageQuery.extend({ customerId: customerId.optional(), status: z.enum(orderStatuses).optional() });
export const orderCursor = z.strictObject({ placedAt: z.string(), orderId: z.string() });

export const placedView = z.object({ orderId: z.uuid(), status: z.enum(orderStatuses) });

export const orderView = z.object({
  orderId: z.uuid(),
  version: z.int(),
  customerId: z.string(),
  status: z.enum(orderStatuses),
  reason: z.string().nullable().describe('stock.short, payment.declined, payment.timeout, customer, dispatch.timeout …'),
  cancellation: z.enum(['requested', 'cancellation.refused']).nullable(),
  reached: z.string(),
  lines: z.array(
    z.object({ sku: z.string(), name: z.string(), quantity: z.int(), unitPrice: moneySchema, total: moneySchema, tax: moneySchema }),
  ),
  subtotal: moneySchema,
  tax: moneySchema,
  shipping: moneySchema,
  total: moneySchema,
  paymentMethod: z.string(),
  shipTo: address,
  placedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
