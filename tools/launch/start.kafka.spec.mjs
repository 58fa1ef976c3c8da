import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { deleteTopics, withAdmin } from './kafka/admin.mjs';
import { LauncherForSpecs, servicesIn, toldTo, until } from './launcher-for-specs.mjs';
import { isAlive } from './pid-lock.mjs';

const launcher = new LauncherForSpecs();
beforeAll(() => launcher.open());
afterEach(() => launcher.stop());
afterAll(() => launcher.remove());

const brokerOf = () => Number(readFileSync(join(launcher.data, 'kafka/cluster/broker-1/broker.pid'), 'utf8'));
const addressIn = (output) => /Transport: Kafka on (\S+)/.exec(output)[1];
const topicsOf = (address) => withAdmin({ brokers: [address] }, (admin) => admin.listTopics());

test('it runs a broker of its own, tells those that publish, keeps its data, and leaves nothing running', async () => {
  const first = await launcher.started([]);
  const address = addressIn(first.output);
  expect(first.output).toMatch(/Java \S+ is here\)\. Topics: orders\.events, inventory\.events, payments\.events, shipping\.events/);
  expect(await toldTo('orders', first.output)).toMatchObject({ TRANSPORT: 'kafka', KAFKA_BROKERS: address });
  expect((await toldTo('gateway', first.output)).KAFKA_BROKERS).toBeUndefined();
  await withAdmin({ brokers: [address] }, (admin) => admin.createTopics({ topics: [{ topic: 'kept' }] }));
  const pids = [...servicesIn(first.output), brokerOf()];
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);

  const second = await launcher.started(['--transport', 'kafka']);
  expect(addressIn(second.output)).toBe(address);
  expect(await topicsOf(address)).toContain('kept');
}, 120_000);

test('a broker that ends by accident is started again, on its data', async () => {
  const run = await launcher.started([]);
  const killed = brokerOf();
  process.kill(killed, 'SIGKILL');
  await until(() => run.output.includes('Kafka is ready again'));
  expect(run.output).toContain("Kafka's broker 1 ended (SIGKILL)");
  expect(brokerOf()).not.toBe(killed);
  expect(await topicsOf(addressIn(run.output))).toContain('kept');
}, 120_000);

test('killed without warning it leaves no broker behind; --fresh deletes what Kafka kept', async () => {
  const killed = await launcher.started([]);
  const broker = brokerOf();
  killed.child.kill('SIGKILL');
  await until(() => !isAlive(broker));
  const next = await launcher.started(['--fresh']);
  expect(await topicsOf(addressIn(next.output))).not.toContain('kept');
}, 120_000);

test('with your own cluster no broker is started, and the services are told what you set', async () => {
  await (await launcher.started(['--fresh', '--transport', 'direct'])).child.kill('SIGTERM');
  await launcher.current.ended;
  const set = { KAFKA_BROKERS: process.env.MILLRACE_TEST_KAFKA, KAFKA_TOPIC_PREFIX: 'shop.' };
  const { output } = await launcher.started([], set);
  expect(output).toContain('(KAFKA_BROKERS is set). Topics: shop.orders.events');
  expect(await toldTo('payments', output)).toMatchObject({ ...set, TRANSPORT: 'kafka' });
  expect(existsSync(join(launcher.data, 'kafka/cluster'))).toBe(false);
}, 120_000);

test('--fresh is refused while your cluster holds topics of the old logs, and nothing is deleted', async () => {
  const kept = join(launcher.data, 'postgres/cluster/PG_VERSION');
  const set = { KAFKA_BROKERS: process.env.MILLRACE_TEST_KAFKA, KAFKA_TOPIC_PREFIX: `refused${process.pid}.` };
  const topic = `${set.KAFKA_TOPIC_PREFIX}orders.events`;
  await withAdmin({ brokers: set.KAFKA_BROKERS.split(',') }, (admin) => admin.createTopics({ topics: [{ topic }] }));
  try {
    const run = launcher.start(['--fresh'], set);
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(new RegExp(`your Kafka holds topics of other ones: ${topic}\\. Nothing was deleted`));
    expect(existsSync(kept)).toBe(true);
  } finally {
    await deleteTopics(set.KAFKA_BROKERS, set.KAFKA_TOPIC_PREFIX);
  }
}, 120_000);
