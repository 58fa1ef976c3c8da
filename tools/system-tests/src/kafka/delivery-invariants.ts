import { createPool } from '@millrace/postgres';
import type { TestPlatform } from '@millrace/testbed';
import { readTopics } from './topics.js';

const services = ['orders', 'inventory', 'payments', 'shipping'] as const;
type Service = (typeof services)[number];

const query = async <Row>(platform: TestPlatform, service: Service, sql: string): Promise<Row[]> => {
  const pool = createPool({ url: platform.databases[service].ownerUrl, max: 1, applicationName: 'invariants' });
  try {
    return (await pool.query(sql)).rows as Row[];
  } finally {
    await pool.end();
  }
};

interface Log {
  readonly generation: string;
  /** By shard; those with events. */
  readonly heads: ReadonlyMap<number, number>;
}

const logsOf = async (platform: TestPlatform): Promise<ReadonlyMap<string, Log>> => {
  const logs = await Promise.all(
    services.map(async (service) => {
      const [{ generation }] = (await query<{ generation: string }>(platform, service, 'SELECT generation FROM log_description')) as [
        { generation: string },
      ];
      const heads = await query<{ shard: number; position: number }>(platform, service, 'SELECT shard, position FROM log_heads');
      return [service, { generation, heads: new Map(heads.map(({ shard, position }) => [shard, position])) }] as const;
    }),
  );
  return new Map(logs);
};

/** Every subscription has applied all of what it follows, and nothing beyond: its watermarks are the publishers' heads. For a system at rest. */
export const watermarkViolations = async (platform: TestPlatform): Promise<string[]> => {
  const logs = await logsOf(platform);
  const found: string[] = [];
  for (const service of services) {
    const sql = 'SELECT subscription, source, shard, position, generation FROM watermarks';
    const marks = await query<{ subscription: string; source: string; shard: number; position: number; generation: string }>(
      platform,
      service,
      sql,
    );
    for (const name of new Set(marks.map(({ subscription, source }) => `${subscription} over ${source}`))) {
      const [subscription, source] = name.split(' over ') as [string, string];
      const { heads, generation } = logs.get(source)!;
      const at = new Map(
        marks.filter((mark) => mark.subscription === subscription && mark.source === source).map((mark) => [mark.shard, mark]),
      );
      for (const shard of new Set([...heads.keys(), ...at.keys()])) {
        const [head, mark] = [heads.get(shard) ?? 0, at.get(shard)];
        if ((mark?.position ?? 0) !== head || (mark && mark.generation !== generation))
          found.push(
            `${service}: ${name}, shard ${shard} is at ${mark?.position ?? 0} of ${generation}, the log at ${head} of ${mark?.generation ?? generation}`,
          );
      }
    }
  }
  return found;
};

interface Stretch {
  readonly prev: number;
  readonly position: number;
}

/** How a partition must bring its shard: `complete` without a hole once everything is read; `in order`: without one at any time. */
export type Reading = 'complete' | 'in order';

/**
 * The topics as somebody outside reads them, with nothing but a Kafka client: the messages of each partition cover (0, head] of its shard without a hole, once repeats
 * are dropped. After a topic was lost it can only be `complete`: what was published at that moment comes before what is published again.
 */
export const topicViolations = async (platform: TestPlatform, brokers: string, reading: Reading): Promise<string[]> => {
  const logs = await logsOf(platform);
  const topic = (service: string): string => `${platform.topicPrefix}${service}.events`;
  const read = new Map<string, Stretch[]>();
  const strange: string[] = [];
  await readTopics(brokers, services.map(topic), (name, partition, { headers, offset }) => {
    const header = (attribute: string): string => String(headers?.[`ce_${attribute}`]);
    const service = name.slice(platform.topicPrefix.length, -'.events'.length);
    if (header('generation') !== logs.get(service)!.generation || header('shard') !== String(partition))
      strange.push(`${name}: offset ${offset} of partition ${partition} is of ${header('generation')}, shard ${header('shard')}`);
    const key = `${service}/${partition}`;
    read.set(key, [...(read.get(key) ?? []), { prev: Number(header('prev')), position: Number(header('position')) }]);
  });
  const holes = services.flatMap((service) =>
    [...logs.get(service)!.heads].flatMap(([shard, head]) => {
      const wrong = holeIn(read.get(`${service}/${shard}`) ?? [], head, reading);
      return wrong ? [`${topic(service)}: partition ${shard} ${wrong}`] : [];
    }),
  );
  return [...strange, ...holes];
};

const holeIn = (stretches: readonly Stretch[], head: number, reading: Reading): string | undefined => {
  const inOrder = reading === 'in order' ? stretches : [...stretches].sort((a, b) => a.prev - b.prev);
  let upTo = 0;
  for (const { prev, position } of inOrder) {
    if (prev > upTo) return `has nothing of (${upTo}, ${prev}]`;
    upTo = Math.max(upTo, position);
  }
  return upTo === head ? undefined : `ends at ${upTo}, the log at ${head}`;
};
