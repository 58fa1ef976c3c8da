import { pageQuery } from '@millrace/service-host';
import { z } from 'zod';

const statuses = ['prepared', 'dispatched', 'delivered', 'lost', 'returned', 'cancelled'] as const;

export const shipmentParameter = z.uuid();
export const shipmentsQuery = pageQuery.extend({ orderId: z.uuid().optional(), status: z.enum(statuses).optional() });
export const shipmentCursor = z.strictObject({ createdAt: z.string(), shipmentId: z.string() });

export const nothing = z.strictObject({}).optional();
export const dispatchBody = z.strictObject({ trackingNumber: z.string().trim().min(1).max(100).optional() }).optional();
export const returnBody = z.strictObject({ restock: z.boolean().describe('Can the goods be sold again? If not they are written off.') });

export const shipmentView = z.object({
  shipmentId: z.string(),
  orderId: z.string(),
  version: z.int(),
  status: z.enum(statuses),
  reason: z.string().nullable(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  shipTo: z.record(z.string(), z.string()).nullable(),
  trackingNumber: z.string().nullable(),
  restocked: z.boolean().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
