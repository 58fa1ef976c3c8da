import { DiscoveryUnavailable } from '@millrace/discovery';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ApiServerOptions {
  /** E.g. https://10.96.0.1:443. */
  readonly url: string;
  readonly namespace: string;
  /** Asked before every request: a service account's token changes about once an hour. */
  readonly token: () => Promise<string>;
  readonly fetch?: Fetch;
}

/** The resourceVersion is too old to go on from: list again. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

/** Asks the API server for EndpointSlices. Failures are DiscoveryUnavailable, and Gone where the API says so. */
export class ApiServer {
  constructor(private readonly options: ApiServerOptions) {}

  async slices(query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    const { url, namespace, token, fetch: ask = fetch } = this.options;
    const path = `/apis/discovery.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/endpointslices?${new URLSearchParams(query).toString()}`;
    const what = `Kubernetes, GET ${path}`;
    try {
      const headers = { authorization: `Bearer ${await token()}`, accept: 'application/json' };
      const response = await ask(`${url.replace(/\/$/, '')}${path}`, { headers, signal });
      if (response.ok) return response;
      const text = await response.text().catch(() => '');
      if (response.status === 410) throw new Gone(text);
      throw new Error(`${response.status} ${text.slice(0, 300)}${hintOf(response.status)}`);
    } catch (error) {
      throw error instanceof Gone ? error : new DiscoveryUnavailable(what, error);
    }
  }
}

const hintOf = (status: number): string =>
  status === 401 || status === 403 ? ' (the service account needs get, list and watch on endpointslices of discovery.k8s.io)' : '';
