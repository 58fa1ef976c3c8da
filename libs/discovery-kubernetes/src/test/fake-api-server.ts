import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EndpointSlice } from '../endpoint-slices.js';

interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: EndpointSlice;
}

/**
 * The part of Kubernetes' API that the adapter uses, written from its documentation (API concepts: efficient detection of changes; EndpointSlice v1) and
 * never compared with a real server: list with resourceVersion, watch from a version on, bookmarks, 410 for a version that was forgotten, bearer tokens.
 */
export class FakeApiServer {
  readonly token = 'token';
  private readonly slices = new Map<string, EndpointSlice>();
  private readonly watches = new Set<{ readonly service: string; readonly response: ServerResponse }>();
  private history: Change[] = [];
  private forgottenUpTo = 0;
  private version = 1;
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  async listen(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  put(slice: EndpointSlice): void {
    this.change(this.slices.has(slice.metadata.name) ? 'MODIFIED' : 'ADDED', slice);
  }

  remove(name: string): void {
    const slice = this.slices.get(name);
    if (slice) this.change('DELETED', slice);
  }

  get names(): readonly string[] {
    return [...this.slices.keys()];
  }

  bookmark(): void {
    this.version++;
    const object = { kind: 'EndpointSlice', metadata: { resourceVersion: String(this.version) } };
    for (const { response } of this.watches) response.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  /** As etcd's compaction does: watches end, and going on from an old version is refused. `how`: both ways in which a server may say so. */
  compact(how: 'event' | 'status'): void {
    this.history = [];
    this.forgottenUpTo = this.version++;
    const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
    for (const { response } of this.watches) response.end(how === 'event' ? `${JSON.stringify({ type: 'ERROR', object })}\n` : '');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private change(type: Change['type'], slice: EndpointSlice): void {
    const object = { ...slice, metadata: { ...slice.metadata, resourceVersion: String(++this.version) } };
    if (type === 'DELETED') this.slices.delete(slice.metadata.name);
    else this.slices.set(slice.metadata.name, object);
    const change = { version: this.version, type, object };
    this.history.push(change);
    for (const watch of this.watches) this.send(watch, change);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url!, 'http://api');
    if (request.headers.authorization !== `Bearer ${this.token}`) return void response.writeHead(401).end('{"kind":"Status","code":401}');
    if (pathname !== '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices') return void response.writeHead(404).end();
    const service = /^kubernetes\.io\/service-name=(.*)$/.exec(searchParams.get('labelSelector') ?? '')?.[1] ?? '';
    if (searchParams.get('watch') === 'true') return this.watch(service, Number(searchParams.get('resourceVersion')), response);
    const items = [...this.slices.values()].filter((slice) => serviceOf(slice) === service);
    const metadata = { resourceVersion: String(this.version) };
    response.end(JSON.stringify({ kind: 'EndpointSliceList', metadata, items }));
  }

  private watch(service: string, from: number, response: ServerResponse): void {
    if (from < this.forgottenUpTo) return void response.writeHead(410).end('{"kind":"Status","code":410}');
    const watch = { service, response };
    this.watches.add(watch);
    response.on('close', () => this.watches.delete(watch));
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    for (const change of this.history) if (change.version > from) this.send(watch, change);
  }

  private send({ service, response }: { service: string; response: ServerResponse }, { type, object }: Change): void {
    if (serviceOf(object) === service) response.write(`${JSON.stringify({ type, object })}\n`);
  }
}

const serviceOf = ({ metadata }: EndpointSlice): string | undefined => metadata.labels?.['kubernetes.io/service-name'];
