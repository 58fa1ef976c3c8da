import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { isAlive } from './pid-lock.mjs';
import { freePort } from './ports.mjs';
import { APPS } from './topology.mjs';

/** npm start itself, with small programs in place of the services: what it starts, and that nothing is left when it ends. */
const folder = mkdtempSync(join(tmpdir(), 'millrace-start-'));
chmodSync(folder, 0o711); // as root, PostgreSQL runs as a user who must reach it
const program = `
  import { createServer } from 'node:http';
  const server = createServer((_, response) => response.end(JSON.stringify(process.env)));
  server.listen(Number(process.env.PORT), process.env.HOST, () => process.send({ type: 'ready', port: server.address().port }));
  for (const reason of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(reason, () => process.exit(0));`;
let port;
let launcher;

beforeAll(async () => {
  for (const app of APPS) writeFileSync(join(folder, `${app}.mjs`), program);
  port = await freePort();
});
afterEach(async () => {
  launcher?.child.kill('SIGTERM');
  await launcher?.ended;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(...args) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./start.mjs', import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: '',
      PORT: String(port),
      MILLRACE_DATA: join(folder, 'data'),
      MILLRACE_ENTRIES: folder,
    },
  });
  launcher = { child, output: '', ended: new Promise((resolve) => child.once('close', resolve)) };
  const current = launcher;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (current.output += chunk));
  return launcher;
}

async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function started(...args) {
  const current = start(...args);
  let isOver = false;
  void current.ended.then(() => (isOver = true));
  await until(() => isOver || current.output.includes('Millrace runs'));
  if (isOver) throw new Error(current.output);
  return current;
}

/** The services from the table, and the server: everything that must be gone afterwards. */
function processesOf({ output }) {
  const services = [...output.matchAll(/^ {2}(\w+) +http:\S+ +(\d+)/gm)].map(([, , pid]) => Number(pid));
  const server = Number(readFileSync(join(folder, 'data/postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  expect(services).toHaveLength(APPS.length);
  return [...services, server];
}

test('it starts everything, tells every service what it needs and no more, and stops everything', async () => {
  const run = await started();
  const pids = processesOf(run);
  const gateway = await (await fetch(`http://127.0.0.1:${port}`)).json();
  expect(gateway).toMatchObject({ DEMO: '1', ORDERS_URL: expect.stringMatching(/^http:/), INTERNAL_TOKEN: expect.stringMatching(/.{32}/) });
  expect(gateway.DATABASE_URL).toBeUndefined();
  const payments = await (await fetch(/payments +(http:\S+)/.exec(run.output)[1])).json();
  expect(payments).toMatchObject({
    DATABASE_URL: expect.stringMatching(/payments_runtime:.*\/payments$/),
    DATABASE_OWNER_URL: expect.stringMatching(/payments_owner:.*\/payments$/),
    LOG_URL_ORDERS: expect.stringMatching(/orders_reader:.*\/orders$/),
    ACQUIRER_URL: /acquirer +(http:\S+)/.exec(run.output)[1],
  });
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(run.output).toContain('The data are kept');
}, 60_000);

test('killed without warning it leaves nothing running, and the next start takes over its data', async () => {
  const killed = await started('--no-demo');
  const pids = processesOf(killed);
  killed.child.kill('SIGKILL');
  await until(() => !pids.some(isAlive));
  const next = await started();
  expect(next.output).not.toContain('new data');
}, 60_000);

test('a service that ends by accident is started again', async () => {
  const run = await started();
  process.kill(Number(/orders +http:\S+ +(\d+)/.exec(run.output)[1]), 'SIGKILL');
  await until(() => run.output.includes('orders is ready again'));
  expect(run.output).toContain('orders was ended by SIGKILL');
}, 60_000);

test('a second launcher on the same data names the first', async () => {
  const first = await started();
  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output).toContain(`another launcher (process ${first.child.pid})`);
  launcher = first;
}, 60_000);

test('a taken port is named, with the way out', async () => {
  const squatter = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const run = start();
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(new RegExp(`port ${port} is taken.*PORT=\\d+ npm start`));
  await new Promise((resolve) => squatter.close(resolve));
}, 60_000);

test('a service that never starts is given up after five attempts, with its last words', async () => {
  writeFileSync(join(folder, 'shipping.mjs'), `console.error('no parcels'); process.exit(7);`);
  const run = start('--fresh');
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/shipping does not start; I tried 5 times. shipping exited with code 7:\nno parcels/);
}, 60_000);
