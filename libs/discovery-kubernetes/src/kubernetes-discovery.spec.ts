import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Instance, InstanceSet } from '@millrace/discovery';
import { CuttableProxy, discoveryContract, type DiscoverySubject } from '@millrace/discovery/contract';
import { type EndpointSlice, instancesOf } from './endpoint-slices.js';
import { inCluster, KubernetesDiscovery } from './index.js';
import { linesOf } from './lines.js';
import { FakeApiServer } from './test/fake-api-server.js';

const sliceOf = (service: string, ids: readonly string[], more: Partial<EndpointSlice> = {}): EndpointSlice => ({
  metadata: { name: `${service}-slice`, labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 3001 }],
  endpoints: ids.map((name, i) => ({ addresses: [`10.0.0.${i + 1}`], conditions: { ready: true }, targetRef: { kind: 'Pod', name } })),
  ...more,
});

const settingsOf = (server: FakeApiServer, port: number) => ({
  url: `http://127.0.0.1:${port}`,
  namespace: 'shop',
  token: () => Promise.resolve(server.token),
});

const open = async (): Promise<DiscoverySubject> => {
  const server = new FakeApiServer();
  await server.listen();
  const proxy = new CuttableProxy({ host: '127.0.0.1', port: server.port });
  await proxy.heal();
  return {
    open: ({ timers }) => new KubernetesDiscovery({ ...settingsOf(server, proxy.port), timers }),
    have: async (instances) => {
      const byService = Map.groupBy<string, Instance>(instances, ({ service }) => service);
      for (const name of server.names) if (!byService.has(name.replace(/-slice$/, ''))) server.remove(name);
      for (const [service, some] of byService)
        server.put(
          sliceOf(
            service,
            some.map(({ id }) => id),
          ),
        );
    },
    cut: () => proxy.cut(),
    heal: () => proxy.heal(),
    close: async () => {
      await proxy.cut();
      await server.close();
    },
  };
};

discoveryContract('Kubernetes, on a server written from its documentation', open, { registers: false, changes: true });

describe('a watch of EndpointSlices', () => {
  let server: FakeApiServer;
  let discovery: KubernetesDiscovery;
  beforeEach(async () => {
    server = new FakeApiServer();
    await server.listen();
    discovery = new KubernetesDiscovery(settingsOf(server, server.port));
  });
  afterEach(async () => {
    await discovery.close();
    await server.close();
  });
  const ids = (set: InstanceSet, wanted: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => void (set.instances.map(({ id }) => id).join() === wanted && resolve());
      set.onChange(look);
      look();
    });

  it.each(['event', 'status'] as const)('lists again when its version was forgotten, told by %s', async (how) => {
    server.put(sliceOf('orders', ['a']));
    const set = discovery.watch('orders');
    await ids(set, 'a');
    server.compact(how);
    server.put(sliceOf('orders', ['a', 'b']));
    await ids(set, 'a,b');
    expect(set.stale).toBeUndefined();
  });

  it('goes on from a bookmark, which has no content', async () => {
    server.put(sliceOf('orders', ['a']));
    const set = discovery.watch('orders');
    await ids(set, 'a');
    server.bookmark();
    server.put(sliceOf('orders', ['a', 'b']));
    await ids(set, 'a,b');
  });

  it('says what the service account lacks', async () => {
    const stranger = new KubernetesDiscovery({ ...settingsOf(server, server.port), token: () => Promise.resolve('wrong') });
    const set = stranger.watch('orders');
    await new Promise<void>((resolve) => set.onChange(resolve));
    await stranger.close();
    expect(set.stale?.reason).toMatch(/401.*needs get, list and watch on endpointslices/);
  });
});

describe('the instances of slices', () => {
  it('are those that are ready, each once, at the named port', () => {
    const first = sliceOf('orders', [], {
      metadata: { name: '1', labels: { 'app.kubernetes.io/version': '2' } },
      ports: [
        { name: 'metrics', port: 9 },
        { name: 'http', port: 80 },
      ],
      endpoints: [
        { addresses: ['10.0.0.1'], targetRef: { name: 'pod-a' }, nodeName: 'n', zone: 'z' },
        { addresses: ['10.0.0.2'], conditions: { ready: false }, targetRef: { name: 'stopping' } },
        { addresses: ['10.0.0.3'], conditions: { ready: null } },
        { addresses: [] },
      ],
    });
    const again = sliceOf('orders', ['pod-a'], { metadata: { name: '2' } });
    const six = sliceOf('orders', [], { metadata: { name: '3' }, addressType: 'IPv6', endpoints: [{ addresses: ['fe80::1'] }] });
    const portless = sliceOf('orders', ['x'], { metadata: { name: '4' }, ports: null });
    expect(instancesOf('orders', [first, six, portless], 'http')).toEqual([
      { service: 'orders', id: 'pod-a', url: 'http://10.0.0.1:80', version: '2', metadata: { node: 'n', zone: 'z' } },
      { service: 'orders', id: '10.0.0.3', url: 'http://10.0.0.3:80', version: '2', metadata: {} },
      { service: 'orders', id: 'fe80::1', url: 'http://[fe80::1]:3001', metadata: {} },
    ]);
    expect(instancesOf('orders', [first, again]).map(({ id }) => id)).toEqual(['pod-a', '10.0.0.3']);
    expect(instancesOf('orders', [{ ...first, endpoints: null }])).toEqual([]);
  });

  it('come in lines, however the stream is cut up', async () => {
    const bytes = new TextEncoder().encode('{"a":"ü"}\n\n{"b":1}\n{"half');
    const chunks = async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    };
    const lines: string[] = [];
    for await (const line of linesOf(chunks())) lines.push(line);
    expect(lines).toEqual(['{"a":"ü"}', '{"b":1}']);
  });
});

it('outside a pod, what a pod would have is said to be missing', async () => {
  await expect(inCluster({})).rejects.toMatchObject({
    code: 'discovery.not-in-cluster',
    message: expect.stringMatching(/KUBERNETES_SERVICE_HOST/),
  });
  await expect(inCluster({ KUBERNETES_SERVICE_HOST: '10.0.0.1' })).rejects.toMatchObject({
    message: expect.stringMatching(/NODE_EXTRA_CA_CERTS/),
  });
});
