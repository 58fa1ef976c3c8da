import type { DomainEvent, Projection, Recorded } from '@millrace/decider';
import { InMemoryTransactor } from '@millrace/event-store';
import { InMemoryDocumentTable, projectionConsumer } from './index.js';

type Change<Type extends string> = { type: Type; data: { ids: string[]; by: number } };
type Total = { id: string; total: number };
const totals: Projection<Total, Change<'Added'> | Change<'Cleared'>> = {
  name: 'totals',
  version: 1,
  keys: { Added: (event) => event.data.ids, Cleared: (event) => event.data.ids },
  evolve: (document, event, id) => {
    if (event.type === 'Cleared') return undefined;
    if (event.data.by === 0) return document;
    if (Number.isNaN(event.data.by)) throw new Error('not a number');
    return { id, total: (document?.total ?? 0) + event.data.by };
  },
};

const added = (ids: string[], by: number, type = 'Added'): Recorded => ({ type, data: { ids, by } }) as Recorded<DomainEvent>;

const setUp = () => {
  const table = new InMemoryDocumentTable<Total>();
  const consumer = projectionConsumer(totals, table);
  const transactor = new InMemoryTransactor();
  const apply = (...events: Recorded[]) =>
    transactor.transaction((tx) =>
      consumer.apply(
        tx,
        events.flatMap((event) => consumer.keysOf(event).map((key) => ({ key, event }))),
      ),
    );
  return { table, apply };
};

describe('a projection', () => {
  it('folds the events of each document, one event into several if they are named', async () => {
    const { table, apply } = setUp();
    await apply(added(['a', 'b'], 1), added(['a'], 2));
    await apply(added(['a'], 3));
    expect(table.all()).toEqual([
      { id: 'a', total: 6 },
      { id: 'b', total: 1 },
    ]);
  });

  it('removes a document, and may make it anew in the same batch', async () => {
    const { table, apply } = setUp();
    await apply(added(['a', 'b'], 5), added(['a', 'b'], 0, 'Cleared'), added(['a'], 1));
    expect(table.all()).toEqual([{ id: 'a', total: 1 }]);
  });

  it('fails for the key alone, and leaves nothing behind', async () => {
    const { table, apply } = setUp();
    await expect(apply(added(['a'], 1), added(['b'], NaN))).rejects.toMatchObject({ name: 'KeyFailed', consumer: 'totals', key: 'b' });
    expect(table.all()).toEqual([]);
  });
});
