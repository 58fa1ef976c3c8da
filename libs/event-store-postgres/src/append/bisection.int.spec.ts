import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppendOutcome } from '@millrace/event-store';
import { createPool } from '@millrace/postgres';
import type { TestDatabase } from '@millrace/testbed';
import { createLogDatabase } from '../../test/log-database.js';
import { catalogue, noting } from '../../test/sample-requests.js';
import { PostgresEventStore } from '../index.js';

/** Content that passes our checks and that the database refuses all the same; here a constraint stands for what we did not think of. */
describe('content that only the database refuses', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await createLogDatabase('bisection');
    const owner = createPool({ url: database.ownerUrl, max: 1, applicationName: 'spec owner' });
    await owner.query(`ALTER TABLE events ADD CONSTRAINT no_poison CHECK (data ->> 'note' <> 'poison')`);
    await owner.end();
    store = await PostgresEventStore.connect({ url: database.runtimeUrl, service: 'notes', catalogue });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const kinds = (outcomes: readonly AppendOutcome[]): string => outcomes.map(({ kind }) => kind[0]).join('');

  it('is refused alone among the calls of a group', async () => {
    const guilty = new Set([3, 4, 31]);
    const calls = Array.from({ length: 50 }, (_, index) =>
      store.append([noting(`note-a${index}`, 'none', [guilty.has(index) ? 'poison' : 'fine'])]),
    );
    expect(kinds((await Promise.all(calls)).flat())).toBe([...Array(50).keys()].map((index) => (guilty.has(index) ? 'r' : 'a')).join(''));
  });

  it('is refused alone among the requests of a call, and later ones on its streams conflict', async () => {
    const outcomes = await store.append([
      noting('note-b1', 'none'),
      noting('note-b2', 'none', ['poison']),
      noting('note-b3', 'none'),
      noting('note-b2', 'none'),
      noting('note-b1', 1),
      noting('note-b4', 'none', ['poison']),
    ]);
    expect(kinds(outcomes)).toBe('aracar');
    expect(outcomes[3]).toEqual({ kind: 'conflict', actual: new Map([['note-b2', 0]]) });
  });
});
