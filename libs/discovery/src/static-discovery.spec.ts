import { describe, expect, it } from '@jest/globals';
import { discoveryContract, type DiscoverySubject } from './contract/index.js';
import { StaticDiscovery } from './static-discovery.js';

const open = async (): Promise<DiscoverySubject> => {
  const urls: Record<string, string[]> = {};
  return {
    open: () => new StaticDiscovery(urls),
    have: async (instances) => instances.forEach(({ service, url }) => (urls[service] ??= []).push(url)),
    cut: () => Promise.resolve(),
    heal: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
};

discoveryContract('static', open, { registers: false, changes: false });

describe('a static discovery', () => {
  it('numbers what it was given', async () => {
    const { instances } = new StaticDiscovery({ orders: ['http://a:1', 'https://b'] }).watch('orders');
    expect(instances.map(({ id, url }) => [id, url])).toEqual([
      ['orders-1', 'http://a:1'],
      ['orders-2', 'https://b'],
    ]);
  });

  it('refuses an address that is none, at once', () => {
    expect(() => new StaticDiscovery({ orders: ['a:1'] })).toThrow(expect.objectContaining({ code: 'discovery.instance-invalid' }));
  });
});
