import { skuSchema } from '@millrace/contracts-inventory';
import { moneySchema } from '@millrace/contracts-money';
import { z } from 'zod';

/** More than any warehouse holds; keeps sums exact. */
const maxUnits = 1_000_000_000;

export const skuParameter = skuSchema;

export const newProduct = z.strictObject({ sku: skuSchema, name: z.string().trim().min(1).max(200), price: moneySchema });
export const priceBody = z.strictObject({ price: moneySchema });
export const receiptBody = z.strictObject({
  receiptId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/, "must be 1 to 100 of letters, digits, '.', '_', '-'")
    .describe('The same receipt counts once.'),
  quantity: z.int().min(1).max(maxUnits),
});
export const adjustmentBody = z.strictObject({
  quantity: z
    .int()
    .min(-maxUnits)
    .max(maxUnits)
    .refine((quantity) => quantity !== 0, { error: 'must not be zero' })
    .describe('Found too much, or below zero: missing.'),
  reason: z.enum(['count', 'damage', 'loss']),
});

export const receiptView = receiptBody.extend({ sku: skuSchema });
export const adjustmentView = z.object({
  sku: skuSchema,
  adjustmentId: z.string(),
  quantity: z.int(),
  reason: z.enum(['count', 'damage', 'loss']),
});

export const productView = z.object({
  sku: z.string(),
  version: z.int(),
  name: z.string(),
  price: moneySchema,
  onHand: z.int(),
  reserved: z.int(),
  available: z.int().describe('onHand − reserved'),
  addedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const stockCursor = z.strictObject({ addedAt: z.string(), sku: z.string() });
