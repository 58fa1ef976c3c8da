import { findPeak, type Step } from './find-peak.js';

const going = new AbortController().signal;
/** Serves 3 requests to each client up to its capacity; beyond, what `beyond` leaves of it. */
const target = (capacity: number, beyond: (rate: number) => number) => {
  const asked: number[] = [];
  const measure = async (rate: number): Promise<Step> => {
    asked.push(rate);
    return { rate, goodput: rate * 3 <= capacity ? rate * 3 : beyond(rate), p99Ms: 1 };
  };
  return { asked, measure };
};

describe('the search for the peak', () => {
  it('goes on while goodput rises, and two steps more', async () => {
    const { asked, measure } = target(300, () => 290);
    const peak = await findPeak(20, measure, going);
    expect(asked).toEqual([20, 30, 45, 68, 102, 153, 230]);
    expect(peak?.best).toMatchObject({ rate: 102, goodput: 290 });
  });

  it('ends where goodput collapses', async () => {
    const { measure } = target(300, (rate) => 3_000 / rate);
    expect((await findPeak(20, measure, going))?.best).toMatchObject({ rate: 68, goodput: 204 });
  });

  it('is not ended by one bad step', async () => {
    const { asked, measure } = target(1_000, () => 1_000);
    const stumbling = async (rate: number): Promise<Step> => ({ ...(await measure(rate)), ...(asked.length === 3 && { goodput: 5 }) });
    expect((await findPeak(20, stumbling, going))?.best.goodput).toBe(1_000);
  });

  it('forgets the step in which it was stopped', async () => {
    const stop = new AbortController();
    const { measure } = target(300, () => 300);
    const stopping = async (rate: number): Promise<Step> => {
      if (rate > 20) stop.abort();
      return measure(rate);
    };
    expect((await findPeak(20, stopping, stop.signal))?.steps).toHaveLength(1);
    expect(await findPeak(30, stopping, stop.signal)).toBeUndefined();
  });
});
