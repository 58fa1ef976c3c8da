import { readFile } from 'node:fs/promises';
import { type CopyStatus, statusOf } from './copy-status.js';
import { FaultRun } from './fault-run.js';
import { until } from './until.js';

const shardsOfALog = 16;

/**
 * Copies of services die, freeze, join and leave. Offered: loads of 200 to 600 orders at 300 a second, an open loop. Two cores that other work kept busy too accepted a load
 * within 3 to 8 s (where orders was killed: once it was back) and completed it within 12 to 75 s.
 */
describe('when copies come and go', () => {
  let run: FaultRun;
  beforeAll(async () => {
    run = await FaultRun.begin();
  }, 240_000);
  beforeEach(() => run?.beginCase());
  afterEach(() => Promise.all(run?.followers.map(leave) ?? []));
  afterAll(() => run?.end(), 60_000);

  it('a service is killed, and with it the relay of its log: what it had not published comes when it is back', async () => {
    const load = await run.offer(600);
    await load.reached(200);
    await run.platform.services.kill('orders');
    await run.platform.services.restart('orders');
    await run.allComplete(load);
    await run.isWhole('in order');
    await run.tell('relay killed');
  }, 400_000);

  it('a consumer is frozen between fold and commit until another has its shards: its write is refused', async () => {
    const { services } = run.platform;
    await join('inventory', { FAULT_STOP_AT: 'reservations' });
    await shared('inventory');
    const pid = services.pidOf('inventory#2')!;
    const load = await run.offer(600);
    await until(
      'the second copy is frozen',
      30_000,
      () => processState(pid),
      (state) => state === 'T',
    );
    try {
      await until(
        'the first copy has all shards of the frozen one',
        60_000,
        () => statusOf(run.platform, 'inventory'),
        ({ feeds }) => feeds.every(({ shards }) => shards === shardsOfALog),
      );
      await run.allComplete(load); // without the frozen one
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await until(
      'its write is refused',
      30_000,
      () => run.counts(),
      ({ fenced }) => fenced > 0,
    );
    await shared('inventory');
    const more = await run.offer(200);
    await run.allComplete(more);
    await run.isWhole('in order');
    const counts = await run.tell('consumer frozen');
    expect(counts.fenced).toBeGreaterThan(0);
    expect(counts.duplicates).toBeGreaterThan(0);
  }, 400_000);

  it('second copies join, leave and join again under load', async () => {
    const gone: CopyStatus[] = [];
    const joining = await run.offer(300);
    await joining.reached(100);
    await Promise.all(run.followers.map((service) => join(service)));
    await Promise.all(run.followers.map(shared));
    const leaving = await run.offer(300);
    await leaving.reached(100);
    gone.push(...(await Promise.all(run.followers.map((service) => statusOf(run.platform, `${service}#2`)))));
    await Promise.all(run.followers.map(leave));
    const again = await run.offer(300);
    await again.reached(100);
    await Promise.all(run.followers.map((service) => join(service)));
    await Promise.all([joining.placed, leaving.placed]);
    await run.allComplete(again);
    await run.isWhole('in order');
    await run.tell('copies join and leave', gone);
  }, 400_000);

  const join = (service: (typeof run.followers)[number], fault: Record<string, string> = {}) =>
    run.platform.services.start(`${service}#2`, { ...run.platform.envOf(service), PORT: '0', ...fault });

  const leave = (service: string) => run.platform.services.stop(`${service}#2`);

  /** Of every group, both copies have half. */
  const shared = (service: string): Promise<unknown> =>
    until(
      `the copies of ${service} share every group`,
      60_000,
      async () => (await Promise.all([service, `${service}#2`].map((id) => statusOf(run.platform, id)))).flatMap(({ feeds }) => feeds),
      (feeds) => feeds.every(({ shards }) => shards === shardsOfALog / 2),
    );
});

/** T: stopped by a signal. */
const processState = async (pid: number): Promise<string> => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ').at(-1)![0]!;
