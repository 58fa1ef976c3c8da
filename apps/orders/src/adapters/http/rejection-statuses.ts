import type { OrderRejection } from '../../domain/order/order.decider.js';

/** 409: what has become of the order (or the prices) does not allow it. 422: what was asked for cannot be. Does not compile when a rejection has none. */
export const rejectionStatuses: { readonly [Code in OrderRejection]: 404 | 409 | 422 } = {
  'order.no-lines': 422,
  'order.invalid-quantity': 422,
  'order.repeated-sku': 422,
  'order.unknown-sku': 422,
  'order.mixed-currencies': 422,
  'order.total-too-large': 422,
  'idempotency.key-reused': 422,
  'order.price-changed': 409,
  'order.unknown': 404,
  'order.cancellation-refused': 409,
  'order.already-shipped': 409,
  'order.already-completed': 409,
  'order.already-rejected': 409,
  'order.already-returned': 409,
  'order.already-lost': 409,
};
