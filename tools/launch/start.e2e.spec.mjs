import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { LauncherForSpecs, servicesIn, toldTo, until } from './launcher-for-specs.mjs';
import { isAlive } from './pid-lock.mjs';
import { APPS } from './topology.mjs';

const launcher = new LauncherForSpecs();
beforeAll(() => launcher.open());
afterEach(() => launcher.stop());
afterAll(() => launcher.remove());

const direct = ['--transport', 'direct'];

/** The services from the table, and the server: everything that must be gone afterwards. */
function processesOf({ output }) {
  const services = servicesIn(output);
  const server = Number(readFileSync(join(launcher.data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  expect(services).toHaveLength(APPS.length);
  return [...services, server];
}

test('it starts everything, tells every service what it needs and no more, and stops everything', async () => {
  const run = await launcher.started(direct);
  const pids = processesOf(run);
  const gateway = await toldTo('gateway', run.output);
  expect(gateway).toMatchObject({ DEMO: '1', ORDERS_URL: expect.stringMatching(/^http:/), INTERNAL_TOKEN: expect.stringMatching(/.{32}/) });
  expect(gateway.DATABASE_URL).toBeUndefined();
  const payments = await toldTo('payments', run.output);
  expect(payments).toMatchObject({
    DATABASE_URL: expect.stringMatching(/payments_runtime:.*\/payments$/),
    DATABASE_OWNER_URL: expect.stringMatching(/payments_owner:.*\/payments$/),
    LOG_URL_ORDERS: expect.stringMatching(/orders_reader:.*\/orders$/),
    ACQUIRER_URL: /acquirer +(http:\S+)/.exec(run.output)[1],
    TRANSPORT: 'direct',
  });
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(run.output).toContain('The data are kept');
}, 60_000);

test('killed without warning it leaves nothing running, and the next start takes over its data', async () => {
  const killed = await launcher.started([...direct, '--no-demo']);
  const pids = processesOf(killed);
  killed.child.kill('SIGKILL');
  await until(() => !pids.some(isAlive));
  const next = await launcher.started(direct);
  expect(next.output).not.toContain('new data');
}, 60_000);

test('with --auth the gateway is told of an issuer for trying, whose tokens are printed, and which ends with the rest', async () => {
  const run = await launcher.started([...direct, '--auth']);
  const { AUTH_ISSUER, AUTH_AUDIENCE } = await toldTo('gateway', run.output);
  expect([...run.output.matchAll(/^([A-Z]+)=eyJ\S+$/gm)].map(([, name]) => name)).toEqual(['ADA', 'BOB', 'CLERK', 'OPERATOR', 'SERVICE']);
  const [, ada] = /^ADA=(\S+)$/m.exec(run.output);
  const keys = createRemoteJWKSet(new URL(`${AUTH_ISSUER}/jwks.json`));
  const { payload } = await jwtVerify(ada, keys, { issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE });
  expect(payload).toMatchObject({ sub: 'ada', roles: ['customer'] });
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  await expect(fetch(AUTH_ISSUER)).rejects.toThrow();
}, 60_000);

test('a service that ends by accident is started again', async () => {
  const run = await launcher.started(direct);
  process.kill(Number(/orders +http:\S+ +(\d+)/.exec(run.output)[1]), 'SIGKILL');
  await until(() => run.output.includes('orders is ready again'));
  expect(run.output).toContain('orders was ended by SIGKILL');
}, 60_000);

test('a second launcher on the same data names the first', async () => {
  const first = await launcher.started(direct);
  const second = launcher.start(direct);
  expect(await second.ended).toBe(1);
  expect(second.output).toContain(`another launcher (process ${first.child.pid})`);
  launcher.current = first;
}, 60_000);

test('a taken port is named, with the way out', async () => {
  const squatter = createServer().listen(launcher.port, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const run = launcher.start(direct);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(new RegExp(`port ${launcher.port} is taken.*PORT=\\d+ npm start`));
  await new Promise((resolve) => squatter.close(resolve));
}, 60_000);

test('a service that never starts is given up after five attempts, with its last words', async () => {
  launcher.program('shipping', `console.error('no parcels'); process.exit(7);`);
  const run = launcher.start([...direct, '--fresh']);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/shipping does not start; I tried 5 times. shipping exited with code 7:\nno parcels/);
}, 60_000);
