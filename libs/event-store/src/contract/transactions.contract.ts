import { expect, it } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { isInsideTransaction, type Transaction, type Transactor } from '../transaction.js';
import { appended, freshStream, kinds, request } from './contract-log.js';

export const transactionsContract = (store: () => EventStore, transactor: () => Transactor): void => {
  const versionOf = async (streamId: string, tx?: Transaction): Promise<number> =>
    (await store().load([{ streamId }], tx)).get(streamId)!.version;

  it('appends with a transaction: visible inside at once, outside after the commit', async () => {
    const streamId = freshStream();
    const told: number[] = [];
    const stop = store().onAppended(() => told.push(1));
    await transactor().transaction(async (tx) => {
      await store().append([request([streamId, 'none', 2])], tx);
      expect(await versionOf(streamId, tx)).toBe(2);
      expect(await versionOf(streamId)).toBe(0);
      expect(told).toEqual([]);
      expect(isInsideTransaction()).toBe(true);
    });
    stop();
    expect(told).toEqual([1]);
    expect(await versionOf(streamId)).toBe(2);
    expect(isInsideTransaction()).toBe(false);
  });

  it('takes everything back when the work fails, and leaves no gap', async () => {
    const streamId = freshStream();
    const before = await store().heads();
    const work = transactor().transaction(async (tx) => {
      tx.afterCommit(() => expect('afterCommit').toBe('never after a rollback'));
      await store().append([request([streamId, 'none', 3])], tx);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await versionOf(streamId)).toBe(0);
    expect((await store().heads()).compare(before)).toBe('equal');
    const [event] = appended((await store().append([request([streamId, 'none', 1])]))[0]).events;
    expect(event!.position).toBe(before.position(store().service, event!.shard) + 1);
  });

  it('decides again after a conflict in the same transaction, on what load shows', async () => {
    const streamId = freshStream();
    await store().append([request([streamId, 'none', 1])]);
    const again = await transactor().transaction(async (tx) => {
      expect(kinds(await store().append([request([streamId, 'none', 1])], tx))).toEqual(['conflict']);
      return store().append([request([streamId, await versionOf(streamId, tx), 1])], tx);
    });
    expect(kinds(again)).toEqual(['appended']);
  });

  it('holds the shards of a named stream until the transaction ends, so that nobody comes between', async () => {
    const streamId = freshStream();
    let outside: Promise<unknown> | undefined;
    const inside = await transactor().transaction(async (tx) => {
      await store().append([request([streamId, 'any', 0])], tx);
      outside = store().append([request([streamId, 'none', 1])]);
      return store().append([request([streamId, 'none', 1])], tx);
    });
    expect(kinds(inside)).toEqual(['appended']);
    expect(await outside).toEqual([{ kind: 'conflict', actual: new Map([[streamId, 1]]) }]);
  });

  it('refuses handles that are not its own, or have ended', async () => {
    const foreign = { kind: 'foreign', afterCommit: () => undefined };
    await expect(store().append([request([freshStream(), 'none', 1])], foreign)).rejects.toThrow('foreign');
    const ended = await transactor().transaction(async (tx) => tx);
    await expect(store().append([request([freshStream(), 'none', 1])], ended)).rejects.toThrow('ended');
  });
};
