import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestDatabase } from '@millrace/testbed';
import { createLogDatabase } from '../test/log-database.js';
import { catalogue, noting } from '../test/sample-requests.js';
import { PostgresEventStore } from './index.js';

const path = (file: string): string => fileURLToPath(new URL(`../test/${file}`, import.meta.url));

describe('a process that is stopped between append and commit', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let writer: ChildProcess;
  beforeAll(async () => {
    database = await createLogDatabase('stopped');
    store = await PostgresEventStore.connect({ url: database.runtimeUrl, service: 'notes', catalogue });
    const flags = [
      '--experimental-transform-types',
      '--no-warnings',
      '--conditions=@millrace/source',
      '--import',
      path('source-hooks.mjs'),
    ];
    writer = spawn(process.execPath, [...flags, path('slow-writer.ts'), database.runtimeUrl, 'note-slow'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  }, 60_000);
  afterAll(async () => {
    if (writer.exitCode === null) {
      writer.kill('SIGKILL');
      await once(writer, 'exit');
    }
    await store.close();
    await database.drop();
  });

  it('holds its shard for about a second, not for ever, and its transaction is undone', async () => {
    const said = await Promise.race([once(writer.stdout!, 'data'), once(writer, 'exit')]);
    expect(String(said[0])).toBe('appended\n');
    writer.kill('SIGSTOP');
    const startedAt = performance.now();
    const [outcome] = await store.append([noting('note-slow', 'none')]);
    const waitedMs = performance.now() - startedAt;
    expect(outcome!.kind).toBe('appended');
    expect(waitedMs).toBeGreaterThan(200); // it did hold the shard
    expect(waitedMs).toBeLessThan(3_000);

    const committed: string[] = [];
    writer.stdout!.on('data', (text: Buffer) => committed.push(text.toString()));
    writer.kill('SIGCONT');
    writer.kill('SIGUSR2');
    const [exitCode] = await once(writer, 'exit');
    expect([exitCode, committed]).toEqual([1, []]); // the zombie's COMMIT fails
    expect((await store.load([{ streamId: 'note-slow' }])).get('note-slow')!.version).toBe(1);
  }, 30_000);
});
