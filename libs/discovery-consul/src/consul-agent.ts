import { DiscoveryUnavailable } from '@millrace/discovery';

/** What of fetch is needed; tests and proxies pass their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ConsulAgentOptions {
  /** Of the local agent, e.g. http://127.0.0.1:8500 (Consul's own variable is CONSUL_HTTP_ADDR). */
  readonly address: string;
  /** An ACL token (CONSUL_HTTP_TOKEN): service:write for what is registered, service:read and node:read for what is watched. */
  readonly token?: string | undefined;
  readonly fetch?: Fetch;
}

/** The agent's HTTP API, as far as discovery needs it. Every failure is DiscoveryUnavailable and says what was asked. */
export class ConsulAgent {
  private readonly fetch: Fetch;

  constructor(private readonly options: ConsulAgentOptions) {
    this.fetch = options.fetch ?? fetch;
  }

  /** Answers with status 2xx, and 404 where the caller can make something of it. The body is read or cancelled by the caller. */
  async ask(method: 'GET' | 'PUT', path: string, { body, signal, timeoutMs = 5_000 }: ConsulRequest = {}): Promise<Response> {
    const limit = AbortSignal.timeout(timeoutMs);
    const { address, token } = this.options;
    const response = await this.fetch(`${address.replace(/\/$/, '')}/v1${path}`, {
      method,
      headers: {
        ...(token !== undefined && { 'x-consul-token': token }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    }).catch((error: unknown) => {
      throw new DiscoveryUnavailable(`Consul, ${method} ${path}`, error);
    });
    if (response.ok || response.status === 404) return response;
    const text = await response.text().catch(() => '');
    throw new DiscoveryUnavailable(`Consul, ${method} ${path}`, new Error(`${response.status} ${text.slice(0, 200)}`.trim()));
  }
}

export interface ConsulRequest {
  readonly body?: object;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}
