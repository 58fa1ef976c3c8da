import type { Instance } from '@millrace/discovery';

/** discovery.k8s.io/v1 EndpointSlice, as far as it is read. */
export interface EndpointSlice {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly endpoints?: readonly Endpoint[] | null;
  readonly ports?: readonly { readonly name?: string | null; readonly port?: number | null }[] | null;
}

interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: { readonly ready?: boolean | null } | null;
  readonly targetRef?: { readonly kind?: string; readonly name?: string } | null;
  readonly nodeName?: string | null;
  readonly zone?: string | null;
}

/** A label of the Service, which its slices carry too. Pods' labels do not reach a slice, so a canary is a Service of its own. */
const versionLabel = 'app.kubernetes.io/version';

/**
 * Who takes requests. `ready` left out means ready, says the API; it is false while a pod is terminating. `portName`: of the Service's port; the first one
 * unless said. An endpoint may be in two slices for a moment: it is one instance.
 */
export const instancesOf = (service: string, slices: Iterable<EndpointSlice>, portName?: string): Instance[] => {
  const byId = new Map<string, Instance>();
  for (const slice of slices) {
    const port = slice.ports?.find(({ name }) => portName === undefined || name === portName)?.port;
    if (port === undefined || port === null) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const one = instanceOf(service, slice, endpoint, port);
      if (one) byId.set(one.id, one);
    }
  }
  return [...byId.values()];
};

const instanceOf = (service: string, slice: EndpointSlice, endpoint: Endpoint, port: number): Instance | undefined => {
  const [address] = endpoint.addresses;
  if (address === undefined || endpoint.conditions?.ready === false) return undefined;
  const version = slice.metadata.labels?.[versionLabel];
  return {
    service,
    id: endpoint.targetRef?.name ?? address,
    url: `http://${slice.addressType === 'IPv6' ? `[${address}]` : address}:${port}`,
    ...(version !== undefined && { version }),
    metadata: {
      ...(endpoint.nodeName && { node: endpoint.nodeName }),
      ...(endpoint.zone && { zone: endpoint.zone }),
    },
  };
};
