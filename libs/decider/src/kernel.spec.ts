import { declareEvents, fold, isRejection, reject, shardOf, single, streamKey, streamKind } from './index.js';

type Light = { type: 'SwitchedOn'; data: object } | { type: 'SwitchedOff'; data: object };
const light = {
  name: 'light',
  initial: false,
  evolve: (_: boolean, event: Light) => event.type === 'SwitchedOn',
  decide: (command: 'on' | 'off' | 'smash', on: boolean) => {
    if (command === 'smash') return reject('light.glass', 'no');
    return (command === 'on') === on ? [] : [{ type: command === 'on' ? 'SwitchedOn' : 'SwitchedOff', data: {} } as Light];
  },
};

describe('streams', () => {
  it('have a kind and a key, which may have dashes itself', () => {
    expect([streamKind('order-8f3c-1'), streamKey('order-8f3c-1')]).toEqual(['order', '8f3c-1']);
    expect(() => streamKey('order')).toThrow(/not a stream id/);
    expect(() => streamKey('order-')).toThrow(/not a stream id/);
  });

  it('of one key share a shard, and the hash never changes', () => {
    expect(shardOf('order-8f3c', 16)).toBe(shardOf('fulfilment-8f3c', 16));
    expect(['order-a', 'order-b', 'order-ä', 'sku-mug'].map((id) => shardOf(id, 16))).toEqual([12, 5, 2, 0]);
  });
});

describe('deciders', () => {
  it('fold their events', () => expect(fold(light, [{ type: 'SwitchedOn', data: {} }])).toBe(true));

  it('are joint decisions over one stream', () => {
    const joint = single(light, 'light-1');
    const decided = joint.decide('on', <State>() => false as State);
    expect(decided).toEqual(new Map([['light-1', [{ type: 'SwitchedOn', data: {} }]]]));
    const rejected = joint.decide('smash', <State>() => false as State);
    expect(isRejection(rejected) && rejected.code).toBe('light.glass');
  });
});

describe('declareEvents', () => {
  it('wants an upcaster for every older schema version', () => {
    expect(() => declareEvents({ A: { schemaVersion: 3, published: true, upcasters: { 2: (x: never) => x } } })).toThrow(
      /no upcaster from schema version 1 to 2/,
    );
    expect(() => declareEvents({ A: { schemaVersion: 1, published: true, upcasters: { 1: (x: never) => x } } })).toThrow(/leads past/);
    expect(() => declareEvents({ A: { schemaVersion: 0, published: true } })).toThrow(/is not 1, 2, 3/);
    expect(declareEvents({ A: { schemaVersion: 2, published: false, upcasters: { 1: (x: never) => x } } })).toHaveProperty('A');
  });
});
