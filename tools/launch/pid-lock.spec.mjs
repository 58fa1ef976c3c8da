import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { takeLock } from './pid-lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'millrace-lock-'));
const file = join(folder, 'lock');
afterEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

test('a lock names its owner until it is released', () => {
  const { release } = takeLock(file);
  expect(takeLock(file)).toEqual({ owner: process.pid });
  release();
  expect(existsSync(file)).toBe(false);
});

test('the lock of a process that is gone is taken over', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, `${pid}\n12345\n`);
  const lock = takeLock(file);
  expect(lock.owner).toBeUndefined();
  lock.release();
});

test('a pid that now belongs to somebody else is no owner', () => {
  writeFileSync(file, `${process.pid}\nanother start time\n`);
  expect(takeLock(file).owner).toBeUndefined();
});

test('a lock that was left empty by a crash is taken over', () => {
  writeFileSync(file, '');
  expect(takeLock(file).owner).toBeUndefined();
});

test('releasing a lock that somebody took over leaves theirs alone', () => {
  const { release } = takeLock(file);
  writeFileSync(file, '1\nsomebody else\n');
  release();
  expect(existsSync(file)).toBe(true);
});
