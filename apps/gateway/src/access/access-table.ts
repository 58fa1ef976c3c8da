import type { ServiceName } from '../services.js';

/**
 * customer: a person with orders of its own. clerk: handles stock and parcels. operator: runs the platform. service: another system, that places orders,
 * keeps the catalogue or reports parcels.
 */
export const roles = ['customer', 'clerk', 'operator', 'service'] as const;
export type Role = (typeof roles)[number];

export interface Access {
  /** `anybody`: no token is asked for, nor looked at. */
  readonly who: 'anybody' | readonly Role[];
  /** Who answers; absent: the gateway itself. */
  readonly at?: ServiceName;
  /** Where the request names the order it is about: to who is only a customer, it must be an order of its own. */
  readonly order?: { readonly in: 'params' | 'query'; readonly name: string };
}

const everybody = roles;
const staff = ['clerk', 'operator', 'service'] as const;
const shoppers = ['customer', 'operator', 'service'] as const;
const merchants = ['operator', 'service'] as const;
const operators = ['operator'] as const;

const here = (who: Access['who'], order?: Access['order']): Access => ({ who, ...(order && { order }) });
const behind =
  (at: ServiceName) =>
  (who: readonly Role[], order?: Access['order']): Access => ({ ...here(who, order), at });
const inPath = (name: string): Access['order'] => ({ in: 'params', name });
const inQuery = (name: string): Access['order'] => ({ in: 'query', name });

const [inventory, orders, payments, shipping] = [behind('inventory'), behind('orders'), behind('payments'), behind('shipping')];

/**
 * The whole public API and who may use it: what is not here does not exist at the edge, and a route of the gateway's own that is not here keeps it from starting.
 * Lists of orders, and in whose name an order is placed, are bounded by `orders` itself, which is told whose they must be.
 */
export const accessTable: Readonly<Record<string, Access>> = {
  'GET /api/products': inventory(everybody),
  'GET /api/products/:sku': inventory(everybody),
  'POST /api/products': inventory(merchants),
  'PUT /api/products/:sku/price': inventory(merchants),
  'POST /api/products/:sku/receipts': inventory(staff),
  'POST /api/products/:sku/adjustments': inventory(staff),

  'GET /api/orders': orders(everybody),
  'POST /api/orders': orders(shoppers),
  'GET /api/orders/:orderId': orders(everybody, inPath('orderId')),
  'GET /api/orders/:orderId/stream': orders(everybody, inPath('orderId')),
  'POST /api/orders/:orderId/cancel': orders(shoppers, inPath('orderId')),
  'GET /api/orders/:orderId/journey': here(everybody, inPath('orderId')),

  // A payment and a shipment have their order's id.
  'GET /api/payments': payments(shoppers, inQuery('orderId')),
  'GET /api/payments/:paymentId': payments(shoppers, inPath('paymentId')),
  'GET /api/ledger/accounts': payments(merchants),
  'GET /api/ledger/entries': payments(merchants),

  'GET /api/shipments': shipping(everybody, inQuery('orderId')),
  'GET /api/shipments/:shipmentId': shipping(everybody, inPath('shipmentId')),
  'POST /api/shipments/:shipmentId/dispatch': shipping(staff),
  'POST /api/shipments/:shipmentId/deliver': shipping(staff),
  'POST /api/shipments/:shipmentId/lost': shipping(staff),
  'POST /api/shipments/:shipmentId/return': shipping(staff),

  'GET /api/operations/:service/parked': here(operators),
  'POST /api/operations/:service/parked/:id/retry': here(operators),
  'POST /api/operations/:service/parked/:id/skip': here(operators),

  // What the API looks like, and probes.
  'GET /': here('anybody'),
  'GET /api/docs': here('anybody'),
  'GET /api/docs/*': here('anybody'),
  'GET /api/docs/start.js': here('anybody'),
  'GET /api/openapi.json': here('anybody'),
  'GET /openapi.json': here('anybody'),
  'GET /problems/:code': here('anybody'),
  'GET /health/live': here('anybody'),
  'GET /health/started': here('anybody'),
  'GET /health/ready': here('anybody'),
};

/** Undefined: nobody has said who may. */
export const accessOf = (method: string, route: string): Access | undefined =>
  accessTable[`${method === 'HEAD' ? 'GET' : method} ${route}`];
