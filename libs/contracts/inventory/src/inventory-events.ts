/**
 * What other services may know of the stock. A storage format: data of these shapes lies in logs and topics for ever. Fields are added (optional)
 * or a new schema version is made; nothing is renamed or re-used.
 */
import { moneySchema } from '@millrace/contracts-money';
import type { DomainEvent } from '@millrace/decider';
import { z } from 'zod';

/** Without ':', which separates a sku from a receipt's id in stream ids. */
export const skuSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

const units = z.object({ sku: skuSchema, quantity: z.int().min(1) });
const shortage = z.object({ sku: z.string(), wanted: z.int().min(1), available: z.int().min(0) });

export const productAddedSchema = z
  .object({ sku: skuSchema, name: z.string(), price: moneySchema })
  .describe('It can be ordered from now on.');
export const priceChangedSchema = z.object({ sku: skuSchema, price: moneySchema }).describe('For orders placed from now on.');
export const stockReservedSchema = z
  .object({ orderId: z.uuid(), lines: z.array(units).readonly() })
  .describe('All lines are set aside for this order.');
export const stockRefusedSchema = z
  .object({ orderId: z.uuid(), shortages: z.array(shortage).readonly() })
  .describe('Nothing is set aside. Without shortages: the order had given its stock back before it got any.');

/** How many of what. */
export type Units = Readonly<z.infer<typeof units>>;
export type Shortage = Readonly<z.infer<typeof shortage>>;
export type ProductAdded = DomainEvent<'ProductAdded', z.infer<typeof productAddedSchema>>;
export type PriceChanged = DomainEvent<'PriceChanged', z.infer<typeof priceChangedSchema>>;
export type StockReserved = DomainEvent<'StockReserved', z.infer<typeof stockReservedSchema>>;
export type StockRefused = DomainEvent<'StockRefused', z.infer<typeof stockRefusedSchema>>;
