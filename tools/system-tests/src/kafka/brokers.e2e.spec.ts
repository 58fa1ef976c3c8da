import { FaultRun } from './fault-run.js';
import { deleteAllTopics } from './topics.js';

/**
 * The only broker dies, loses its topics, loses everything. Offered: 600 orders at 300 a second (300 where the load ends with the topics), an open loop. Two cores that
 * other work kept busy too accepted them within 3 to 8 s and completed them within 20 to 50 s: each blow hits services that are behind.
 */
describe('when the broker fails', () => {
  let run: FaultRun;
  beforeAll(async () => {
    run = await FaultRun.begin();
  }, 240_000);
  beforeEach(() => run?.beginCase());
  afterAll(() => run?.end(), 60_000);

  it('killed and started again: all orders complete', async () => {
    const load = await run.offer(600);
    await load.reached(200);
    const [broker] = run.cluster.brokers;
    await broker!.kill();
    await broker!.start();
    await run.allComplete(load);
    await run.isWhole('in order');
    await run.tell('broker killed');
  }, 400_000);

  it('all topics deleted, and orders go on coming: the topics are made and filled again', async () => {
    const load = await run.offer(600);
    await load.reached(200);
    const deleted = await deleteAllTopics(run.platform, run.cluster.bootstrap);
    expect(deleted).toHaveLength(4);
    await run.allComplete(load);
    await run.isWhole('complete');
    expect((await run.tell('topics deleted, orders go on')).refilled).toBeGreaterThan(0);
  }, 400_000);

  it('all topics deleted, and no more orders come: the tail that was lost is found', async () => {
    const load = await run.offer(300);
    await load.placed;
    await deleteAllTopics(run.platform, run.cluster.bootstrap);
    await run.allComplete(load);
    await run.isWhole('complete');
    expect((await run.tell('topics deleted, orders end')).refilled).toBeGreaterThan(0);
  }, 400_000);

  it('an empty cluster in place of the old one: filled from the logs', async () => {
    const load = await run.offer(600);
    await load.reached(200);
    await run.cluster.wipe();
    await run.cluster.start();
    await run.allComplete(load);
    await run.isWhole('complete');
    expect((await run.tell('cluster replaced by an empty one')).refilled).toBeGreaterThan(0);
  }, 400_000);
});
