import { describe, expect, it } from '@jest/globals';
import { ordersContract } from '@millrace/contracts-orders';
import fc from 'fast-check';
import { type Fate, World } from './fulfilment.world.js';

const fates: fc.Arbitrary<Fate> = fc.record({
  stockShort: fc.constantFrom(false, false, false, true),
  card: fc.constantFrom('works', 'works', 'declined', 'hangs'),
  parcel: fc.constantFrom('delivered', 'lost', 'returned'),
  warehouseIdle: fc.boolean(),
});

const stepNames = Object.keys(new World({ stockShort: false, card: 'works', parcel: 'delivered', warehouseIdle: false }).steps);
const onlyByChance = ['customerCancels', 'lateDispatch', 'paymentDeadline', 'dispatchDeadline'];
const due = stepNames.filter((name) => !onlyByChance.includes(name));
const choices = fc.array(fc.integer({ min: 0, max: stepNames.length - 1 }), { minLength: 30, maxLength: 30, size: 'max' });

/** Takes the chosen step; one that has nothing to do gives way to the next that has. */
const take = (world: World, choice: number): boolean => {
  const name = stepNames[choice]!;
  if (onlyByChance.includes(name)) return world.steps[name]!();
  const from = due.indexOf(name);
  return [...due.slice(from), ...due.slice(0, from)].some((next) => world.steps[next]!());
};

/** What is due happens in the end: first messages and answers, and when nothing moves any more, deadlines. */
const settle = (world: World): void => {
  while (take(world, stepNames.indexOf(due[0]!)) || world.steps['paymentDeadline']!() || world.steps['dispatchDeadline']!());
};

const livedThrough = (fate: Fate, chosen: readonly number[]): World => {
  const world = new World(fate);
  for (const choice of chosen) take(world, choice);
  settle(world);
  return world;
};

/** What must be true of money, goods and parcel at each end. */
const consistent: Record<string, Partial<Record<'money' | 'stock' | 'parcel', readonly string[]>>> = {
  completed: { money: ['captured'], stock: ['shipped'], parcel: ['delivered'] },
  rejected: { money: ['none', 'declined', 'voided', 'authorising'], stock: ['refused', 'released'], parcel: ['none'] },
  cancelled: { money: ['none', 'declined', 'voided', 'authorising'], stock: ['refused', 'released'], parcel: ['none', 'cancelled'] },
  returned: { money: ['refunded'], stock: ['shipped'], parcel: ['returned'] },
  lost: { money: ['refunded'], stock: ['shipped'], parcel: ['lost'] },
};

describe('a fulfilment, in whatever order answers, deadlines and changes of mind arrive', () => {
  it('ends, once, with money, goods and parcel where they belong', () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(fates, choices, (fate, chosen) => {
        const world = livedThrough(fate, chosen);

        const fulfilment = world.fulfilment();
        if (fulfilment.situation !== 'ended') throw new Error(`still ${fulfilment.situation}`);
        expect(world.order()).toMatchObject({ situation: 'ended', end: fulfilment.end });
        const places = consistent[fulfilment.end]!;
        for (const what of ['money', 'stock', 'parcel'] as const) expect(places[what]).toContain(world[what]);
        if (world.money === 'authorising') expect(fate.card).toBe('hangs');
        ends.set(fulfilment.end, (ends.get(fulfilment.end) ?? 0) + 1);
      }),
      { numRuns: 2_000 },
    );
    expect([...ends.keys()].sort()).toEqual(['cancelled', 'completed', 'lost', 'rejected', 'returned']);
  });

  it('never asks for the same thing twice, nor both to charge and to cancel, and only in terms of the contract', () => {
    fc.assert(
      fc.property(fates, choices, (fate, chosen) => {
        const world = livedThrough(fate, chosen);

        const types = world.events().map(({ type }) => type);
        expect(new Set(types).size).toBe(types.length);
        expect(types.includes('PaymentCaptureRequested') && types.includes('PaymentCancellationRequested')).toBe(false);
        for (const { type, data } of world.logs.orders)
          if (type in ordersContract.events) ordersContract.events[type as keyof typeof ordersContract.events].schema.parse(data);
      }),
      { numRuns: 3_000 },
    );
  });
});
