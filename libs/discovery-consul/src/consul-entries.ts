import type { Instance } from '@millrace/discovery';

/** Where Consul keeps what it has no field for. */
const urlKey = 'millrace_url';
const idKey = 'millrace_id';
const versionKey = 'version';

/** An entry of GET /v1/health/service/:service. */
export interface HealthEntry {
  readonly Node: { readonly Address: string };
  readonly Service: {
    readonly ID: string;
    readonly Service: string;
    readonly Address: string;
    readonly Port: number;
    readonly Meta: Readonly<Record<string, string>> | null;
  };
}

/** Ids of services share one name space per agent. */
export const consulId = ({ service, id }: Instance): string => `${service}:${id}`;

/** The body of PUT /v1/agent/service/register: with a check that fails unless it is renewed, and an end for what stays away. */
export const registrationOf = (instance: Instance, ttlMs: number): object => {
  const { hostname, port, protocol } = new URL(instance.url);
  return {
    ID: consulId(instance),
    Name: instance.service,
    Address: hostname.replace(/^\[|\]$/g, ''),
    Port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    Meta: {
      ...instance.metadata,
      [urlKey]: instance.url,
      [idKey]: instance.id,
      ...(instance.version !== undefined && { [versionKey]: instance.version }),
    },
    Check: {
      Name: 'alive',
      TTL: `${ttlMs}ms`,
      Status: 'passing',
      // The least that Consul accepts; until then it is known as critical, which no watch shows.
      DeregisterCriticalServiceAfter: '1m',
    },
  };
};

/** What others have registered without our metadata is an instance too: at its address and port, over http. */
export const instanceOf = ({ Node, Service }: HealthEntry): Instance => {
  const { [urlKey]: url, [idKey]: id, [versionKey]: version, ...metadata } = Service.Meta ?? {};
  const address = Service.Address || Node.Address;
  return {
    service: Service.Service,
    id: id ?? Service.ID,
    url: url ?? `http://${address.includes(':') ? `[${address}]` : address}:${Service.Port}`,
    ...(version !== undefined && { version }),
    metadata,
  };
};
