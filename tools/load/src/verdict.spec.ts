import type { Run } from './offer-load.js';
import { Recorder } from './recorder.js';
import { doubts, failures, goodputOf } from './verdict.js';

const run = (good: number, { started = 100, lateMs = 1, seconds = 10 } = {}): Run => {
  const recorder = new Recorder(1_000);
  for (let client = 0; client < 100; client++) {
    recorder.offered(0);
    if (client < started) recorder.started(lateMs);
    else recorder.clients.missed++;
  }
  for (let index = 0; index < good; index++)
    recorder.request({
      step: 'read',
      intendedAt: 0,
      endedAt: 5,
      accepted: true,
      isLook: false,
      status: 200,
      problem: undefined,
      markedStale: false,
    });
  return { rate: 10, recorder, offeredMs: seconds * 1_000, ownCpu: 0.1 };
};
const best = { rate: 1, goodput: 10, p99Ms: 5 };
const overload = { peak: { steps: [best], best }, failBelowPercent: 80 };

describe('the verdict', () => {
  it('counts goodput by the second in which clients arrived', () => {
    expect(goodputOf(run(100))).toBe(10);
  });

  it('fails an overload that leaves less than is wanted', () => {
    expect(failures(run(80), overload)).toEqual([]);
    expect(failures(run(79), overload)).toEqual(['goodput fell to 79.0 % of its peak; 80 % is wanted']);
  });

  it('fails an overload that was not offered, however much was served', () => {
    expect(failures(run(100, { started: 50 }), overload)).toEqual(['the overload was not offered, so it was not withstood']);
  });

  it('fails a run in which nothing was accepted, or something was wrong', () => {
    expect(failures(run(0))).toEqual(['not one request was accepted']);
    const wrong = run(5);
    wrong.recorder.violation({ kind: 'monotonic reads', atMs: 1, client: 1, what: 'back' });
    expect(failures(wrong)).toEqual(['1 answers were wrong']);
  });

  it('doubts what it could not offer, or only late', () => {
    expect(doubts(run(5))).toEqual([]);
    expect(doubts(run(5, { started: 98 }))).toEqual([expect.stringContaining('2 of 100 clients were not started')]);
    expect(doubts(run(5, { lateMs: 150 }))).toEqual([expect.stringContaining('150 ms late')]);
  });
});
