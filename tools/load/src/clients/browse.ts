import type { Finding } from '../orders-seen.js';
import { oneOf } from '../random.js';
import type { Client } from './client.js';

interface ProductView {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

/** Looks through the catalogue, and at one thing in it. */
export const browse: Client = async (session) => {
  const list = await session.call({ step: 'browse products', method: 'GET', path: '/api/products?limit=10' });
  if (!list.accepted) return;
  const { items = [] } = list.body as { items?: ProductView[] };
  session.found(items.length === 0 ? [wrong('the catalogue shows nothing')] : items.flatMap(oddities), list);
  if (items.length === 0) return;
  const { sku } = oneOf(session.random, items);
  const one = await session.call({ step: 'see a product', method: 'GET', path: `/api/products/${encodeURIComponent(sku)}` });
  if (!one.accepted) return;
  const shown = one.body as ProductView;
  session.found(shown.sku === sku ? oddities(shown) : [wrong(`asked for ${sku}, was shown ${shown.sku}`)], one);
};

const wrong = (what: string): Finding => ({ kind: 'wrong answer', what });

/** What holds for stock at any time (the same is checked in the logs by the system tests). */
const oddities = ({ sku, onHand, reserved, available }: ProductView): Finding[] => {
  const isSound = onHand >= 0 && reserved >= 0 && reserved <= onHand && available === onHand - reserved;
  return isSound ? [] : [wrong(`${sku}: ${onHand} on hand, ${reserved} reserved, ${available} available`)];
};
