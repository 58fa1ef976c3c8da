import { type Outcome, Recorder } from './recorder.js';

const outcome = (changes: Partial<Outcome> = {}): Outcome => ({
  step: 'read',
  intendedAt: 900,
  endedAt: 1_100,
  accepted: true,
  isLook: false,
  status: 200,
  problem: undefined,
  markedStale: false,
  ...changes,
});
const of = (...changes: Partial<Outcome>[]): Recorder => {
  const recorder = new Recorder(1_000);
  for (const each of changes) recorder.request(outcome(each));
  return recorder;
};
const refused = { accepted: false, status: 503, problem: 'service.away' };

describe('a recorder', () => {
  it.each<[string, Partial<Outcome>]>([
    ['good', {}],
    ['late', { endedAt: 1_901 }],
    ['looked', { isLook: true, endedAt: 5_000 }],
    ['refused', refused],
    ['refused', { accepted: false, status: 429 }],
    ['failed', { accepted: false, status: 504 }],
    ['failed', { accepted: false, status: 0, problem: 'timeout', isLook: true }],
  ])('calls a request %s', (fate, changes) => {
    expect(of(changes).totals).toEqual({ good: 0, late: 0, looked: 0, refused: 0, failed: 0, [fate]: 1 });
  });

  it('counts waits from the intended start, of accepted requests only', () => {
    const { latency, steps } = of({}, { ...refused, endedAt: 90_000 });
    expect([latency.count, latency.max]).toEqual([1, 200]);
    expect(steps.get('read')!.latency.count).toBe(1);
  });

  it('puts a wait into the second in which it was meant to begin, and its fate into that in which it was known', () => {
    const { seconds } = of({});
    expect(seconds.map(({ latency, fates }) => [latency.count, fates.good])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('counts errors by status and code, or by what became of the connection', () => {
    const { errors, seconds } = of(refused, refused, { accepted: false, status: 0, problem: 'timeout' });
    expect([...errors]).toEqual([
      ['503 service.away', 2],
      ['timeout', 1],
    ]);
    expect([...seconds[1]!.errors]).toEqual([...errors]);
  });

  it('counts every violation, and keeps some', () => {
    const recorder = of({ markedStale: true });
    for (let client = 0; client < 70; client++) recorder.violation({ kind: 'monotonic reads', atMs: 10, client, what: 'back' });
    expect([recorder.violationCount, recorder.violations.length, recorder.seconds[0]!.violations, recorder.markedStale]).toEqual([
      70, 50, 70, 1,
    ]);
  });
});
