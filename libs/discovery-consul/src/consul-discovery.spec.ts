import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Crowd, CuttableProxy, discoveryContract, type DiscoverySubject } from '@millrace/discovery/contract';
import { instanceOf, registrationOf } from './consul-entries.js';
import { ConsulDiscovery } from './index.js';
import { consulBinary, ConsulServer } from './test/consul-server.js';

const binary = consulBinary(process.env);

if (binary === undefined) process.stderr.write('Consul: not here (set CONSUL_BIN, or put consul on the PATH): its contract is not run\n');
else onRealConsul(binary);

function onRealConsul(file: string): void {
  let server: ConsulServer;
  beforeAll(async () => void (server = await ConsulServer.start(file)));
  afterAll(() => server.stop());

  const open = async (): Promise<DiscoverySubject> => {
    const proxy = new CuttableProxy({ host: '127.0.0.1', port: server.port });
    await proxy.heal();
    const times = { ttlMs: 1_500, waitMs: 10_000 };
    const everybody = new ConsulDiscovery({ address: server.address, ...times });
    const crowd = new Crowd(everybody);
    return {
      open: (process) => new ConsulDiscovery({ address: `http://127.0.0.1:${proxy.port}`, ...times, ...process }),
      have: (instances) => crowd.have(instances),
      cut: () => proxy.cut(),
      heal: () => proxy.heal(),
      forget: () => server.forget(),
      close: async () => {
        await everybody.close();
        await proxy.cut();
        await server.forget();
      },
    };
  };

  discoveryContract('Consul', open, { registers: true, changes: true });
}

describe('what Consul keeps of an instance', () => {
  const entry = (Service: object, Node = { Address: '10.0.0.1' }) =>
    instanceOf({ Node, Service: { ID: 'orders-1', Service: 'orders', Address: '', Port: 80, Meta: null, ...Service } });

  it('is all of it', () => {
    const whole = { service: 'orders', id: 'a', url: 'https://[fe80::1]/base', version: '2', metadata: { zone: 'a' } };
    const { ID, Name, Address, Port, Meta } = registrationOf(whole, 10_000) as Record<string, never>;
    expect([Address, Port]).toEqual(['fe80::1', 443]);
    expect(entry({ ID, Service: Name, Address, Port, Meta })).toEqual(whole);
  });

  it('is an instance too when somebody else registered it', () => {
    expect(entry({ Address: '', Port: 8080, Meta: { version: '3', team: 'x' } })).toEqual({
      service: 'orders',
      id: 'orders-1',
      url: 'http://10.0.0.1:8080',
      version: '3',
      metadata: { team: 'x' },
    });
    expect(entry({ Address: 'fe80::2' }).url).toBe('http://[fe80::2]:80');
  });
});

describe('a Consul discovery', () => {
  const watchOf = (fetch: () => Promise<Response>) => {
    const discovery = new ConsulDiscovery({ address: 'http://consul', fetch });
    return { discovery, set: discovery.watch('orders') };
  };
  const staleOf = async (answer: () => Response): Promise<string | undefined> => {
    const { discovery, set } = watchOf(() => Promise.resolve(answer()));
    await new Promise<void>((resolve) => set.onChange(resolve));
    await discovery.close();
    return set.stale?.reason;
  };

  it('says what it was refused, and what is no Consul', async () => {
    expect(await staleOf(() => new Response('Permission denied: token lacks service:read', { status: 403 }))).toMatch(
      /403 Permission denied/,
    );
    expect(await staleOf(() => new Response('<html>', { status: 200 }))).toMatch(/is this a Consul agent/);
  });

  it('begins anew when the index goes back', async () => {
    const [asked, indexes] = [[] as string[], ['7', '3', '4']];
    const discovery = new ConsulDiscovery({
      address: 'http://consul',
      fetch: (url, { signal }) => {
        asked.push(new URL(url).searchParams.get('index')!);
        const index = indexes.shift();
        if (index) return Promise.resolve(new Response('[]', { headers: { 'x-consul-index': index } }));
        return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(new Error('aborted'))));
      },
    });
    const set = discovery.watch('orders');
    while (asked.length < 4) await new Promise(setImmediate);
    await discovery.close();
    expect(asked).toEqual(['0', '7', '0', '4']);
    expect(set.stale).toBeUndefined();
  });
});
