import fc from 'fast-check';
import { HybridLogicalClock } from './hybrid-logical-clock.js';

describe('HybridLogicalClock', () => {
  it('never goes back, whatever wall time and other clocks do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ wall: fc.integer({ min: 0, max: 2 ** 40 }), seen: fc.option(fc.integer({ min: 0, max: 2 ** 40 })) })),
        (steps) => {
          let wall = 0;
          const clock = new HybridLogicalClock(() => wall);
          let last = '';
          for (const step of steps) {
            wall = step.wall;
            if (step.seen !== null) clock.observe(step.seen.toString(16).padStart(12, '0') + '0003');
            const stamp = clock.tick();
            expect(stamp > last).toBe(true);
            last = stamp;
          }
        },
      ),
    );
  });

  it('is later than every stamp it has observed within the bound', () => {
    const [ahead, behind] = [new HybridLogicalClock(() => 50_000), new HybridLogicalClock(() => 1_000)];
    const stamp = ahead.tick();
    behind.observe(stamp);
    expect(behind.tick() > stamp).toBe(true);
  });

  it('does not follow a clock that is far ahead, nor nonsense', () => {
    const clock = new HybridLogicalClock(() => 1_000, 60_000);
    clock.observe(new HybridLogicalClock(() => 10_000_000).tick());
    clock.observe('yesterday');
    expect(parseInt(clock.tick().slice(0, 12), 16)).toBe(1_000);
  });

  it('counts on in the next millisecond when one is used up', () => {
    const clock = new HybridLogicalClock(() => 1_000);
    for (let i = 0; i < 0x10000; i++) clock.tick();
    expect(clock.tick().slice(0, 12)).toBe((1_001).toString(16).padStart(12, '0'));
  });
});
