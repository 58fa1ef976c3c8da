import type { TestPlatform } from '@millrace/testbed';

interface SubscriptionCounts {
  readonly batches: number;
  readonly duplicates: number;
  readonly fenced: number;
}

interface FeedStatus {
  readonly group: string;
  readonly connected: boolean;
  readonly shards: number;
  readonly duplicates: number;
  readonly foreign: number;
  readonly holes: number;
  readonly tails: number;
  readonly repairedPositions: number;
}

interface RelayCounts {
  readonly published: number;
  readonly fenced: number;
  readonly refilled: number;
}

/** What one copy of a service says of itself; the counts are since it started. */
export interface CopyStatus {
  readonly id: string;
  /** Another one after each start. */
  readonly instance: string;
  readonly subscriptions: Readonly<Record<string, SubscriptionCounts>>;
  readonly feeds: readonly FeedStatus[];
  readonly relay: RelayCounts;
}

interface Report {
  readonly checks: readonly { readonly name: string; readonly detail: unknown }[];
}

export const statusOf = async (platform: TestPlatform, id: string): Promise<CopyStatus> => {
  // A copy that is frozen takes the connection, and says nothing.
  const answer = await fetch(`http://127.0.0.1:${platform.services.portOf(id)}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  const { checks } = (await answer.json()) as Report;
  const detail = (name: string): unknown => checks.find((check) => check.name === name)?.detail;
  const { consuming, relay } = detail('transport') as { consuming: FeedStatus[]; relay: RelayCounts };
  const { instance, subscriptions } = detail('subscriptions') as Pick<CopyStatus, 'instance' | 'subscriptions'>;
  return { id, instance, subscriptions, feeds: consuming, relay };
};

const publishers = ['orders', 'inventory', 'payments', 'shipping'];

/** Of every copy that runs and has a log. */
export const statusOfAll = (platform: TestPlatform): Promise<CopyStatus[]> =>
  Promise.all(platform.services.ids.filter((id) => publishers.includes(id.split('#')[0]!)).map((id) => statusOf(platform, id)));

/** Numbers over several copies. */
export interface FaultCounts {
  /** Positions and messages that came again, and were dropped. */
  readonly duplicates: number;
  /** Deliveries of a zombie that were refused. */
  readonly fenced: number;
  /** Sends of a relay whose shard another one had. */
  readonly relayFenced: number;
  /** Stretches read from the publisher's log, and their positions. */
  readonly repairs: number;
  readonly repairedPositions: number;
  /** Shards published again. */
  readonly refilled: number;
}

export const countsOf = (copies: readonly CopyStatus[]): FaultCounts => {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const subscriptions = copies.flatMap((copy) => Object.values(copy.subscriptions));
  const feeds = copies.flatMap((copy) => copy.feeds);
  return {
    duplicates: sum([...subscriptions, ...feeds].map(({ duplicates }) => duplicates)),
    fenced: sum(subscriptions.map(({ fenced }) => fenced)),
    relayFenced: sum(copies.map(({ relay }) => relay.fenced)),
    repairs: sum(feeds.map(({ holes, tails }) => holes + tails)),
    repairedPositions: sum(feeds.map(({ repairedPositions }) => repairedPositions)),
    refilled: sum(copies.map(({ relay }) => relay.refilled)),
  };
};

/** What the copies counted since `before` was looked at. */
export const countedSince = (before: readonly CopyStatus[], now: readonly CopyStatus[]): FaultCounts => {
  const still = new Set(now.map(({ instance }) => instance));
  const then = countsOf(before.filter(({ instance }) => still.has(instance)));
  return Object.fromEntries(
    Object.entries(countsOf(now)).map(([name, count]) => [name, count - then[name as keyof FaultCounts]]),
  ) as unknown as FaultCounts;
};
