import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorded } from '@millrace/decider';
import { testKafka, validatorsOf } from '@millrace/testbed';
import { encodeBatch } from '@millrace/transport-kafka';
import { type Admin, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { cloudEventOf } from './cloud-event.js';

/** The examples of the guide, run as somebody outside would run them, on a topic in exactly the form in which a relay writes it. */
const project = join(import.meta.dirname, '..');
const generation = 'k3v9x2ab-0';

const recorded = (shard: number, position: number, streamId: string, type: string, data: unknown): Recorded => ({
  service: 'orders',
  generation,
  shard,
  position,
  streamId,
  version: position,
  eventId: randomUUID(),
  type,
  data,
  schemaVersion: 1,
  published: true,
  metadata: {
    correlationId: randomUUID(),
    causationId: randomUUID(),
    commandId: randomUUID(),
    hlc: '1764115200000.0.orders-1',
    after: `orders@${generation}.0:1,payments@b41c7d02-0.3:88`,
    actor: 'ada',
    traceparent: `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`,
  },
  recordedAt: '2026-11-23T12:00:00.000Z',
});

const stretch = (shard: number, after: number, upTo: number, events: readonly Recorded[]) =>
  encodeBatch({ source: 'orders', generation, shard, after, upTo, events }).map((message) => ({ ...message, partition: shard }));

const [first, second] = ['3c0d4a52-1a6e-4f0c-9d53-0f5b7f6f1a01', '7be2f6d8-50a9-4d0e-8a67-2f4d9c3b8e02'];
/** One shard with a stretch that a relay repeats after a crash, one that begins with private events. */
const repeated = stretch(0, 0, 4, [
  recorded(0, 2, `fulfilment-${first}`, 'StockReservationRequested', { orderId: first, lines: [{ sku: 'théière', quantity: 2 }] }),
  recorded(0, 3, `order-${first}`, 'OrderCompleted', { orderId: first }),
]);
const messages = [
  ...repeated,
  ...repeated,
  ...stretch(0, 4, 5, [recorded(0, 5, `order-${first}`, 'OrderReturned', { orderId: first })]),
  ...stretch(1, 0, 2, []),
  ...stretch(1, 2, 3, [recorded(1, 3, `order-${second}`, 'OrderRejected', { orderId: second, reason: 'payment.declined' })]),
];
/** Order is promised within a key, and not between keys. */
const byKey = (lines: readonly string[]): Record<string, string[]> =>
  Object.groupBy(lines, (line) => line.split(' ')[1]!) as Record<string, string[]>;
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

class Example {
  readonly ended: Promise<Ended>;
  private stdout = '';
  private stderr = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (text: string) => (this.stdout += text));
    child.stderr!.on('data', (text: string) => (this.stderr += text));
    this.ended = once(child, 'close').then(([code]) => ({ code: code as number | null, lines: linesOf(this.stdout), stderr: this.stderr }));
  }

  static start(command: readonly string[], env: Record<string, string>): Example {
    const child = spawn(command[0]!, command.slice(1), {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    const example = new Example(child);
    running.push(example);
    return example;
  }

  async hasPrinted(count: number): Promise<void> {
    while (linesOf(this.stdout).length < count) {
      await Promise.race([once(this.child.stdout!, 'data'), this.ended]);
      if (this.child.exitCode !== null) throw new Error(`it ended after ${linesOf(this.stdout).length} lines: ${this.stderr}`);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

const running: Example[] = [];
const guide = readFileSync(join(project, '../../docs/guides/consume-from-outside.md'), 'utf8');
const outputShown = linesOf(/```text\n(orders\..*?)```/s.exec(guide)![1]!);
const followers: [string, readonly string[]][] = [
  ['kafkajs', [process.execPath, join(project, 'examples/kafkajs.mjs')]],
  ['nest', [process.execPath, join(project, 'dist/nest.js')]],
];
const kcat = ['bash', join(project, 'examples/kcat.sh')];

describe('consumers outside', () => {
  let admin: Admin;
  let kafka: Kafka;
  let prefix: string;
  const environment = (): Record<string, string> => ({ KAFKA_BROKERS: testKafka(), KAFKA_TOPIC_PREFIX: prefix });
  const topic = (): string => `${prefix}orders.events`;

  beforeAll(async () => {
    kafka = new Kafka({ clientId: 'outside-spec', brokers: testKafka().split(','), logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
  });
  afterAll(() => admin?.disconnect());

  beforeEach(async () => {
    prefix = `outside-${randomUUID().slice(0, 8)}.`;
    await admin.createTopics({ topics: [{ topic: topic(), numPartitions: 2 }], waitForLeaders: true });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: topic(), messages });
    await producer.disconnect();
  });
  afterEach(async () => {
    for (const example of running) example.kill('SIGKILL');
    await Promise.all(running.splice(0).map(({ ended }) => ended));
    await admin.deleteTopics({ topics: [topic()] });
    const { groups } = await admin.listGroups();
    const ours = groups.map(({ groupId }) => groupId).filter((groupId) => groupId.startsWith(prefix));
    if (ours.length > 0) await admin.deleteGroups(ours);
  });

  describe.each(followers)('%s', (_, command) => {
    it('prints what the guide shows: each event once, no placeholder', async () => {
      const { code, lines, stderr } = await Example.start(command, { ...environment(), EXIT_AFTER: '4' }).ended;
      expect({ code, lines: byKey(lines) }).toEqual({ code: 0, lines: byKey(outputShown) });
      expect(stderr).not.toContain('missing');
    });

    it('goes on where it ended', async () => {
      const before = await Example.start(command, { ...environment(), EXIT_AFTER: '2' }).ended;
      const after = await Example.start(command, { ...environment(), EXIT_AFTER: '2' }).ended;
      expect(before.lines).toHaveLength(2);
      expect(byKey([...before.lines, ...after.lines])).toEqual(byKey(outputShown));
    });

    it('ends on Ctrl-C', async () => {
      const example = Example.start(command, environment());
      await example.hasPrinted(4);
      example.kill('SIGINT');
      expect((await example.ended).code).toBe(0);
    });

    it('says which topic is not there', async () => {
      const { code, lines, stderr } = await Example.start(command, { ...environment(), KAFKA_TOPIC_PREFIX: `no-${prefix}` }).ended;
      expect({ code, lines }).toEqual({ code: 1, lines: [] });
      expect(stderr).toContain(`no-${topic()} at ${testKafka()} cannot be followed: This server does not host this topic-partition`);
    });
  });

  it('says which broker is not there', async () => {
    const env = { ...environment(), KAFKA_BROKERS: '127.0.0.1:1' };
    for (const { code, stderr } of await Promise.all(followers.map(([, command]) => Example.start(command, env).ended))) {
      expect(code).toBe(1);
      expect(stderr).toContain(`${topic()} at 127.0.0.1:1 cannot be followed: Connection error: connect ECONNREFUSED`);
    }
  });

  const missing = ['kcat', 'jq'].filter((program) => spawnSync(program, ['--version']).error);
  if (missing.length > 0) process.stderr.write(`outside consumers: the example for kcat is not run (no ${missing.join(', no ')} here)\n`);
  else
    describe('kcat', () => {
      it('prints what the guide shows, and the repeats', async () => {
        const { code, lines } = await Example.start(kcat, environment()).ended;
        const ofRepeated = outputShown.filter((line) => /StockReservationRequested|OrderCompleted/.test(line));
        expect(code).toBe(0);
        expect(lines.toSorted()).toEqual([...outputShown, ...ofRepeated].toSorted());
      });

      it('says which topic is not there', async () => {
        const { code, stderr } = await Example.start(kcat, { ...environment(), KAFKA_TOPIC_PREFIX: `no-${prefix}` }).ended;
        expect(code).not.toBe(0);
        expect(stderr).toContain(`no-${topic()} error: Broker: Unknown topic or partition`);
      });
    });

  it('finds CloudEvents: the SDK parses every header', async () => {
    const found = (await everyMessage()).map((message) => ({ message, event: cloudEventOf(message) }));
    for (const { message, event } of found) {
      expect(event.validate()).toBe(true);
      for (const [name, text] of Object.entries(message.headers!).filter(([name]) => name.startsWith('ce_')))
        expect([name, event[name.slice(3)]]).toEqual([name, String(text)]);
    }
    const rejected = found.find(({ event }) => event.type === 'orders.OrderRejected')!.event;
    expect(rejected).toMatchObject({
      subject: `order-${second}`,
      partitionkey: `order-${second}`,
      datacontenttype: 'application/json',
      dataschema: 'urn:millrace:orders:OrderRejected:1',
      data: { orderId: second, reason: 'payment.declined' },
    });
    const validators = validatorsOf();
    for (const { event } of found.filter(({ event }) => event.dataschema))
      expect(validators.get(event.dataschema!)!(event.data)).toEqual([]);
    const placeholders = found.filter(({ event }) => event.type === 'millrace.placeholder');
    expect(placeholders).toHaveLength(3);
    expect(placeholders.every(({ event, message }) => message.value === null && event.data === null)).toBe(true);
  });

  async function everyMessage(): Promise<KafkaMessage[]> {
    const consumer = kafka.consumer({ groupId: `${prefix}spec` });
    const found: KafkaMessage[] = [];
    await consumer.connect();
    try {
      await consumer.subscribe({ topic: topic(), fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        const eachMessage = async ({ message }: { message: KafkaMessage }) => void (found.push(message) === messages.length && resolve());
        consumer.run({ eachMessage }).catch(reject);
      });
      return found;
    } finally {
      await consumer.disconnect();
    }
  }
});
