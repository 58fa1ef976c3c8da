import { hint, portVariable, ServiceClient, serviceUrl } from '@millrace/service-host';
import { z } from 'zod';
import { identityVariables } from './identity/identity.js';
import { crossOriginVariables } from './limits/cross-origin.js';
import { rateVariables } from './limits/rate-limit.js';

/** Who stands behind the gateway. */
export const serviceNames = ['orders', 'inventory', 'payments', 'shipping'] as const;
export type ServiceName = (typeof serviceNames)[number];
export type Services = Readonly<Record<ServiceName, ServiceClient>>;

const needed = (service: string) =>
  serviceUrl(service)
    .unwrap()
    .meta({ todo: `give the address of the ${service} service, e.g. http://127.0.0.1:3001` });

export const gatewayVariables = z.object({
  PORT: portVariable(8080),
  ORDERS_URL: needed('orders'),
  INVENTORY_URL: needed('inventory'),
  PAYMENTS_URL: needed('payments'),
  SHIPPING_URL: needed('shipping'),
  DEMO: hint(z.enum(['0', '1'], "must be '1' or '0'").default('0'), 'set 1 to fill the catalogue at start, or leave it out'),
  ...identityVariables,
  ...rateVariables,
  ...crossOriginVariables,
  MAX_CONNECTIONS: hint(
    z.coerce.number('must be a number').int().min(1).max(1_000_000).default(5_000),
    'give how many connections may be open at once, or leave it out (5000)',
  ),
});

type Addresses = Readonly<Record<`${Uppercase<ServiceName>}_URL`, string>> & { readonly INTERNAL_TOKEN?: string | undefined };

/** One client each, with kept connections. */
export const servicesOf = (config: Addresses): Services => ({
  orders: new ServiceClient({ service: 'orders', url: config.ORDERS_URL, token: config.INTERNAL_TOKEN }),
  inventory: new ServiceClient({ service: 'inventory', url: config.INVENTORY_URL, token: config.INTERNAL_TOKEN }),
  payments: new ServiceClient({ service: 'payments', url: config.PAYMENTS_URL, token: config.INTERNAL_TOKEN }),
  shipping: new ServiceClient({ service: 'shipping', url: config.SHIPPING_URL, token: config.INTERNAL_TOKEN }),
});

/** Asks for a JSON document, for at most 2 s in all; undefined when there is none to be had. */
export const askBriefly = async (client: ServiceClient, path: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> => {
  try {
    const answer = await client.send({ method: 'GET', path, headers, idempotent: true, retryForMs: 500, timeoutMs: 1_500 });
    return answer.status === 200 ? (JSON.parse(answer.body.toString('utf8')) as unknown) : undefined;
  } catch {
    return undefined;
  }
};
