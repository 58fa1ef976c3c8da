import { describe, expect, it } from '@jest/globals';
import { type Decider, type DomainEvent, type Projection, reject } from '@millrace/decider';
import { projectionSpec, spec } from './index.js';

type Counted = DomainEvent<'Counted', { readonly by: number }>;
type Count = { readonly type: 'Count'; readonly by: number };

const counting = (remembers: boolean): Decider<Count, number, Counted, 'count.negative'> => ({
  name: 'counter',
  initial: 0,
  evolve: (state, { data }) => state + data.by,
  decide: ({ by }, state) => {
    if (by < 0) return reject('count.negative', 'No.', { by });
    return remembers && state === by ? [] : [{ type: 'Counted', data: { by } }];
  },
});
const counted: Counted = { type: 'Counted', data: { by: 2 } };
const count: Count = { type: 'Count', by: 2 };

describe('who writes a spec', () => {
  it('sees what is not as expected', () => {
    spec(counting(true)).given().when(count).then(counted);
    spec(counting(true)).given(counted).when(count).thenNothing();
    expect(() => spec(counting(true)).given().when(count).then()).toThrow();
    expect(() => spec(counting(true)).given().when(count).thenNothing()).toThrow();
  });

  it('sees a rejection by its code, and an acceptance that should be one', () => {
    spec(counting(true)).given().when({ type: 'Count', by: -1 }).thenRejected('count.negative', { by: -1 });
    expect(() => spec(counting(true)).given().when(count).thenRejected('count.negative')).toThrow();
  });

  it('is told of a decider that accepts a repetition', () => {
    expect(() => spec(counting(false)).given().when(count).then(counted)).toThrow();
  });

  it('is told of a projection that changes its documents in place', () => {
    const sloppy: Projection<{ total: number }, Counted> = {
      name: 'total',
      version: 1,
      keys: { Counted: () => 'all' },
      evolve: (document = { total: 0 }, { data }) => {
        document.total += data.by;
        return document;
      },
    };
    expect(() => projectionSpec(sloppy).given(counted, counted)).toThrow();
  });
});
