import { describe, expect, it } from '@jest/globals';
import { eventStoreContract } from '../contract/index.js';
import { InMemoryEventStore } from './in-memory-event-store.js';
import { InMemoryLog } from './in-memory-log.js';
import { InMemoryTransactor } from './in-memory-transactor.js';

eventStoreContract('InMemoryEventStore', async () => {
  const [transactor, log] = [new InMemoryTransactor(), new InMemoryLog()];
  const open = async (catalogue: InMemoryEventStore['catalogue']) =>
    new InMemoryEventStore({ service: 'notes', catalogue, transactor, log, now: () => Date.UTC(2026, 0, 1) });
  return { transactor, open, close: async () => undefined };
});

describe('InMemoryTransactor', () => {
  it('runs one transaction at a time', async () => {
    const transactor = new InMemoryTransactor();
    const steps: string[] = [];
    const run = (name: string) =>
      transactor.transaction(async () => {
        steps.push(`${name} begins`);
        await Promise.resolve();
        steps.push(`${name} ends`);
      });
    await Promise.all([run('a'), run('b')]);
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('undoes in reverse order what others registered, and goes on with the next transaction', async () => {
    const transactor = new InMemoryTransactor();
    const undone: number[] = [];
    const failing = transactor.transaction(async (tx) => {
      tx.onRollback(() => undone.push(1));
      tx.onRollback(() => undone.push(2));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(undone).toEqual([2, 1]);
    expect(await transactor.transaction(async () => 'next')).toBe('next');
  });
});
