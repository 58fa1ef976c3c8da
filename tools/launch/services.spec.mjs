import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { isAlive } from './pid-lock.mjs';
import { Services } from './services.mjs';

const folder = mkdtempSync(join(tmpdir(), 'millrace-services-'));
const fakes = {
  // What libs/service-host does, in small: a port, the message, draining on a signal and when the launcher is gone.
  good: `
    import { createServer } from 'node:http';
    const server = createServer((_, response) => response.end(process.env.GREETING ?? 'hello'));
    server.listen(0, '127.0.0.1', () => process.send({ type: 'ready', service: 'good', port: server.address().port }));
    const drain = () => { console.log('drained'); process.exit(0); };
    for (const reason of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(reason, drain);
    console.log('admin url seen: ' + (process.env.DATABASE_URL ?? 'none'));`,
  broken: `
    console.error('the table is missing');
    process.send({ type: 'failed', message: 'migrations did not run' }, () => process.exit(3));`,
  deaf: `
    process.on('SIGTERM', () => {});
    setInterval(() => {}, 1000);
    process.send({ type: 'ready', service: 'deaf', port: 1 });`,
};
for (const [name, source] of Object.entries(fakes)) writeFileSync(join(folder, `${name}.mjs`), source);
const entryOf = (name) => join(folder, `${name}.mjs`);

let services;
beforeEach(() => (services = new Services({ folder, entryOf })));
afterEach(() => services.stopAll({ graceMs: 200 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function gone(pid) {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('start resolves when the service is ready, and stop lets it drain', async () => {
  process.env.DATABASE_URL = 'postgres://admin';
  const { url } = await services.start('good', { GREETING: 'good day' });
  delete process.env.DATABASE_URL;
  expect(await (await fetch(url)).text()).toBe('good day');
  expect(await services.stop('good')).toMatchObject({ code: 0, expected: true });
  await services.stopAll();
  expect(readFileSync(services.logFileOf('good'), 'utf8')).toMatch(/admin url seen: none\n(.*\n)*drained/);
});

test('a service that cannot start says why', async () => {
  await expect(services.start('broken', {})).rejects.toThrow(/broken exited with code 3:\nmigrations did not run\nthe table is missing/);
  expect(services.ids).toEqual([]);
});

test('a service without a build says so', async () => {
  await expect(services.start('absent', {})).rejects.toThrow(/Cannot find module/);
});

test('two copies of one service, one killed and restarted with another environment', async () => {
  await Promise.all([services.start('good', {}), services.start('good#2', { GREETING: 'second' })]);
  expect(await services.kill('good#2')).toMatchObject({ signal: 'SIGKILL' });
  expect(services.ids).toEqual(['good']);
  const { url } = await services.restart('good#2', { GREETING: 'third' });
  expect(await (await fetch(url)).text()).toBe('third');
});

test('an end that nobody asked for is told', async () => {
  const { pid } = await services.start('good', {});
  const exit = once(services, 'exit');
  process.kill(pid, 'SIGKILL');
  expect(await exit).toMatchObject(['good', { expected: false, wasReady: true, signal: 'SIGKILL' }]);
});

test('a service that ignores the request is killed after the grace', async () => {
  await services.start('deaf', {});
  expect(await services.stop('deaf', 'SIGTERM', 100)).toMatchObject({ signal: 'SIGKILL' });
});

test('a launcher that is killed leaves no service behind', async () => {
  const launcher = `
    import { Services } from ${JSON.stringify(new URL('./services.mjs', import.meta.url).href)};
    const services = new Services({ folder: ${JSON.stringify(folder)}, entryOf: (name) => ${JSON.stringify(folder)} + '/' + name + '.mjs' });
    const { pid } = await services.start('good', {});
    console.log(pid);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', launcher], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  const [line] = await once(child.stdout, 'data');
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  child.kill('SIGKILL');
  await gone(pid);
});
