/** A stream of numbers from 0 up to 1 that is the same for the same seed (the generator is Tommy Ettinger's mulberry32). Not for secrets. */
export type Random = () => number;

export const randomOf = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Of the client with this number: what one client does must not depend on how fast another was answered. */
export const randomOfClient = (seed: number, client: number): Random =>
  randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(client + 1, 0x85ebca6b));

export const integer = (random: Random, from: number, to: number): number => from + Math.floor(random() * (to - from + 1));

export const oneOf = <Item>(random: Random, items: readonly Item[]): Item => items[integer(random, 0, items.length - 1)]!;

export interface Weighted<Item> {
  readonly weight: number;
  readonly item: Item;
}

export const weighted = <Item>(random: Random, choices: readonly Weighted<Item>[]): Item => {
  let left = random() * choices.reduce((sum, { weight }) => sum + weight, 0);
  return (choices.find(({ weight }) => (left -= weight) < 0) ?? choices.at(-1)!).item;
};
