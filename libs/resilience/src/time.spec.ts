import { describe, expect, it, jest } from '@jest/globals';
import { Deadline, deadlineText } from './deadline.js';
import { hedged } from './hedge.js';
import { ManualScheduler } from './test/index.js';
import { pause, withinTime } from './time-limit.js';

const hanging = () => new Promise<never>(() => undefined);

describe('a deadline', () => {
  it('is what the caller says, never more than the bound, and what is left is passed on rounded down', async () => {
    const time = new ManualScheduler();
    expect(Deadline.fromHeader(undefined, 5_000, time).leftMs).toBe(5_000);
    expect(Deadline.fromHeader('99999', 5_000, time).leftMs).toBe(5_000);
    const deadline = Deadline.fromHeader('100', 5_000, time);
    await time.advance(40.5);
    expect(deadlineText(deadline.leftMs)).toBe('59');
    expect(deadline.within(1_000)).toBe(deadline);
    expect(deadline.within(10).leftMs).toBe(10);
    await time.advance(100);
    expect(deadline).toMatchObject({ leftMs: 0, isOver: true });
    expect(Deadline.fromHeader('0', 5_000, time).isOver).toBe(true);
  });

  it.each(['', '-1', '1.5', '1e3', '10s', ' 10', '9999999999', 'NaN'])('does not guess what %j means', (text) => {
    expect(() => Deadline.fromHeader(text, 5_000, new ManualScheduler())).toThrow(
      expect.objectContaining({ code: 'request.timeout-malformed' }),
    );
  });
});

describe('a limit of time', () => {
  it('ends what takes longer, also what does not mind its signal', async () => {
    const time = new ManualScheduler();
    let signal: AbortSignal | undefined;
    const limited = withinTime(50, time, (given) => ((signal = given), hanging()));
    const outcome = expect(limited).rejects.toMatchObject({ code: 'call.timed-out', afterMs: 50 });
    await time.advance(50);
    await outcome;
    expect(signal?.aborted).toBe(true);
  });

  it('passes on its caller giving up, before and during', async () => {
    const [time, caller] = [new ManualScheduler(), new AbortController()];
    const limited = withinTime(50, time, hanging, caller.signal);
    const paused = pause(50, time, caller.signal);
    caller.abort(new Error('enough'));
    await expect(limited).rejects.toThrow('enough');
    await expect(paused).rejects.toThrow('enough');
    const work = jest.fn(hanging);
    await expect(withinTime(50, time, work, caller.signal)).rejects.toThrow('enough');
    expect(work).not.toHaveBeenCalled();
  });
});

describe('a hedge', () => {
  const answerIn =
    (time: ManualScheduler, ms: number, answer: string, aborted: string[] = []) =>
    async (signal: AbortSignal) => {
      signal.addEventListener('abort', () => aborted.push(answer));
      await pause(ms, time, new AbortController().signal);
      if (answer === 'error') throw new Error('broken');
      return answer;
    };
  const race = (time: ManualScheduler, first: [number, string], second: [number, string], aborted: string[] = []) =>
    hedged({
      afterMs: 20,
      scheduler: time,
      first: answerIn(time, ...first, aborted),
      second: () => answerIn(time, ...second, aborted),
      isGood: (answer) => answer !== 'bad',
    });

  it('is not made when the first answers in time', async () => {
    const time = new ManualScheduler();
    const second = jest.fn(() => undefined);
    const raced = hedged({ afterMs: 20, scheduler: time, first: answerIn(time, 19, 'first'), second, isGood: () => true });
    await time.advance(100);
    expect(await raced).toBe('first');
    expect(second).not.toHaveBeenCalled();
  });

  it('answers whoever is first with something good, and aborts the other', async () => {
    const [time, aborted] = [new ManualScheduler(), [] as string[]];
    const raced = race(time, [100, 'first'], [5, 'second'], aborted);
    await time.advance(25);
    expect(await raced).toBe('second');
    expect(aborted).toEqual(['first']);
  });

  it('waits for the other when one is no good, and has the last outcome when neither is', async () => {
    const time = new ManualScheduler();
    const good = race(time, [100, 'first'], [5, 'error']);
    const bad = race(time, [100, 'bad'], [5, 'error']);
    const failed = race(time, [100, 'error'], [5, 'bad']).catch((error: Error) => error.message);
    await time.advance(100);
    expect([await good, await bad, await failed]).toEqual(['first', 'bad', 'broken']);
  });
});
