import { createPool } from '@millrace/postgres';
import { createTestCluster, createTestPlatform, type TestCluster, type TestPlatform } from '@millrace/testbed';
import { violations } from '../invariants.js';
import { Shop } from '../shop.js';
import { type CopyStatus, countedSince, type FaultCounts, statusOfAll } from './copy-status.js';
import { type Reading, topicViolations, watermarkViolations } from './delivery-invariants.js';
import { Load } from './load.js';
import { until, untilNone } from './until.js';

const followers = ['orders', 'inventory', 'payments', 'shipping'] as const;

/** The real services on brokers of their own, which may be killed. `end` removes all of it, also after a failed start. */
export class FaultRun {
  readonly followers = followers;
  private offered = 0;
  /** What the copies had counted when the case began. */
  private before: readonly CopyStatus[] = [];
  /** Of the last load. */
  private took: Readonly<Record<string, number>> = {};
  /** Processes that died of something else than our blows. */
  private readonly unexpected: string[] = [];

  private constructor(
    readonly cluster: TestCluster,
    readonly platform: TestPlatform,
    readonly shop: Shop,
  ) {
    platform.services.on('exit', (id, { expected, description }) => !expected && this.unexpected.push(`${id}: ${description}`));
  }

  static async begin({ brokers = 1 }: { brokers?: 1 | 3 } = {}): Promise<FaultRun> {
    const cluster = await createTestCluster({ brokers });
    let platform: TestPlatform | undefined;
    try {
      const extra = { shipping: { DEMO: '1' } };
      platform = await createTestPlatform({ transport: 'kafka', brokers: cluster.bootstrap, extra });
      await platform.startAll();
      return new FaultRun(cluster, platform, new Shop(platform.urls.gateway));
    } catch (error) {
      await platform?.remove().catch(() => undefined);
      await cluster.stop();
      throw error;
    }
  }

  async end(): Promise<void> {
    try {
      await this.platform.remove();
    } finally {
      await this.cluster.stop();
    }
  }

  /** A case begins: what is counted, is counted from here. */
  async beginCase(): Promise<void> {
    this.before = await this.status();
  }

  /** So many orders of a new product, of which there is enough. */
  async offer(count: number): Promise<Load> {
    const sku = await this.shop.product(count);
    this.offered += count;
    return new Load(this.shop, sku, count);
  }

  /** All orders that were ever offered have completed. How long it took is told; that it comes to an end is what counts. */
  async allComplete(load: Load): Promise<void> {
    const ids = await load.placed;
    if (new Set(ids).size !== load.count) throw new Error(`${load.count} orders were offered, ${new Set(ids).size} were accepted`);
    const completed = (): Promise<Record<string, number>> => this.ends();
    await until(`${this.offered} orders are completed`, 180_000, completed, (ends) => ends.OrderCompleted === this.offered || this.died());
    if (this.died()) throw new Error(this.unexpected.join('\n'));
    this.took = { offered: load.count, 'placed within s': await load.placedWithin, 'completed within s': load.sinceBegun() };
  }

  /** Nothing was lost and nothing was done twice: the business agrees with itself, every subscription with the logs it follows, and the topics with the logs. */
  async isWhole(reading: Reading): Promise<void> {
    await untilNone('all invariants hold', 60_000, () => violations(this.platform));
    await untilNone('every subscription is at the heads of its logs', 60_000, () => watermarkViolations(this.platform));
    await untilNone('the topics are complete', 60_000, () => topicViolations(this.platform, this.cluster.bootstrap, reading));
  }

  status(): Promise<CopyStatus[]> {
    return statusOfAll(this.platform);
  }

  /** What was counted in this case; `gone`: what copies said before they ended. */
  async counts(gone: readonly CopyStatus[] = []): Promise<FaultCounts> {
    return countedSince(this.before, [...gone, ...(await this.status())]);
  }

  /** Tells the numbers of a case to whoever runs it, and answers them. */
  async tell(what: string, gone: readonly CopyStatus[] = [], more: Readonly<Record<string, number>> = {}): Promise<FaultCounts> {
    const counts = await this.counts(gone);
    const words = Object.entries({ ...this.took, ...counts, ...more }).map(([name, value]) => `${name} ${value}`);
    process.stdout.write(`${what}: ${words.join(', ')}\n`);
    return counts;
  }

  /** Resolves when so many of the orders of this run are completed. */
  async completed(count: number): Promise<void> {
    await until(
      `${count} orders are completed`,
      180_000,
      () => this.ends(),
      (ends) => (ends.OrderCompleted ?? 0) >= count,
    );
  }

  /** The longest time without a completion, from `since` to the last one, in seconds. */
  async longestGap(since: Date): Promise<number> {
    const [row] = await this.ofOrders<{ gap: string }>(
      `SELECT max(gap) AS gap FROM (
         SELECT extract(epoch FROM recorded_at - lag(recorded_at, 1, '${since.toISOString()}') OVER (ORDER BY recorded_at)) AS gap
           FROM events WHERE type = 'OrderCompleted' AND recorded_at > '${since.toISOString()}') AS gaps`,
    );
    return Number(row!.gap);
  }

  private died(): boolean {
    return this.unexpected.length > 0;
  }

  /** How many orders ended how. */
  private async ends(): Promise<Record<string, number>> {
    const rows = await this.ofOrders<{ type: string; count: number }>(
      `SELECT type, count(*)::integer AS count FROM events
        WHERE type IN ('OrderCompleted', 'OrderRejected', 'OrderCancelled', 'OrderReturned', 'OrderLost') GROUP BY type`,
    );
    return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
  }

  private async ofOrders<Row>(sql: string): Promise<Row[]> {
    const pool = createPool({ url: this.platform.databases.orders.ownerUrl, max: 1, applicationName: 'fault run' });
    try {
      return (await pool.query(sql)).rows as Row[];
    } finally {
      await pool.end();
    }
  }
}
