import type { Weighted } from '../random.js';
import { browse } from './browse.js';
import { buy, changeMind, payInVain } from './buy.js';
import type { Client } from './client.js';

const share = (weight: number, item: Client): Weighted<Client> => ({ weight, item });

/** Who arrives, in which proportion. */
export const mixes = {
  /** A shop as shops are: most only look. */
  shop: [share(60, browse), share(30, buy), share(6, changeMind), share(4, payInVain)],
  browse: [share(1, browse)],
  /** Everybody writes, and reads with the token of the write. */
  orders: [share(80, buy), share(12, changeMind), share(8, payInVain)],
} as const satisfies Record<string, readonly Weighted<Client>[]>;

export type Mix = keyof typeof mixes;
