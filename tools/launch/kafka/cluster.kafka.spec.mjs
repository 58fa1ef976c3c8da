import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { root } from '../install.mjs';
import { isAlive } from '../pid-lock.mjs';
import { brokerIds } from './admin.mjs';
import { startThrowAwayKafka } from './throw-away.mjs';

const folder = mkdtempSync(join(tmpdir(), 'millrace-kafka-cli-'));
let running;

/** infra/kafka/kafka.mjs, as a person runs it; resolves when it has said where the brokers are, or has ended. */
async function cli(...args) {
  const child = spawn(process.execPath, [join(root, 'infra/kafka/kafka.mjs'), ...args], { env: { ...process.env, NODE_OPTIONS: '' } });
  const run = { child, output: '', ended: new Promise((resolve) => child.once('close', resolve)) };
  const said = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (run.output += chunk).includes('the data are kept') && resolve());
  });
  running = run;
  await Promise.race([said, run.ended]);
  return run;
}

const brokersIn = (output) => /KAFKA_BROKERS=(\S+)/.exec(output)[1];
const brokerPid = () => Number(readFileSync(join(folder, 'broker-1/broker.pid'), 'utf8'));

afterEach(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

test('by hand: it says where it is, keeps its port, and Ctrl-C leaves nothing running', async () => {
  const first = await cli('start', '--folder', folder);
  const address = brokersIn(first.output);
  expect(await brokerIds({ brokers: [address] })).toEqual([1]);
  const pid = brokerPid();
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(brokersIn((await cli('start', '--folder', folder)).output)).toBe(address);
}, 120_000);

test('a second one on the same data names the first, and takes nothing from it', async () => {
  const first = await cli('start', '--folder', folder);
  const second = await cli('start', '--folder', folder);
  expect(await second.ended).toBe(1);
  expect(second.output).toContain(`process ${first.child.pid} runs the Kafka of these data`);
  expect(await brokerIds({ brokers: [brokersIn(first.output)] })).toEqual([1]);
  running = first;
}, 120_000);

test('killed with its watchdog it leaves a broker behind, which the next one stops first', async () => {
  const killed = await cli('start', '--folder', folder);
  const orphan = brokerPid();
  const watchdog = childrenOf(killed.child.pid).find((pid) => pid !== orphan);
  for (const pid of [watchdog, killed.child.pid]) process.kill(pid, 'SIGKILL');
  await killed.ended;
  expect(isAlive(orphan)).toBe(true);
  const next = await cli('start', '--folder', folder);
  expect(next.output).toContain(`stopping the Kafka broker (process ${orphan}) that an earlier run left behind`);
  expect(isAlive(orphan)).toBe(false);
  expect(brokersIn(next.output)).toBe(brokersIn(killed.output));
}, 120_000);

test('a broker whose port was taken meanwhile says so; one that is frozen is stopped all the same', async () => {
  const cluster = await startThrowAwayKafka();
  const [broker] = cluster.brokers;
  try {
    await broker.stop();
    const squatter = createServer((socket) => socket.destroy()).listen(broker.port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    await expect(broker.start()).rejects.toThrow(/broker 1 ended \(exit code 1\).*\n(.*\n)*.*Address already in use/);
    await new Promise((resolve) => squatter.close(resolve));
    await broker.start();
    broker.pause();
    await broker.stop();
    expect(broker.isRunning).toBe(false);
  } finally {
    await cluster.stop();
  }
}, 120_000);

const childrenOf = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
