import type { Answer, HttpCaller } from './http-caller.js';

const products = 20;
/** More than a run can sell. */
const units = 100_000_000;
const skus = Array.from({ length: products }, (_, index) => `load-${index + 1}`);

/**
 * Products of our own with stock enough, the same for every run: listing them again and receiving the same receipt changes nothing. Resolves with
 * their skus when orders can be placed for all of them; rejects saying what is wrong with the target.
 */
export const setUpShop = async (caller: Pick<HttpCaller, 'call'>, runId: string): Promise<readonly string[]> => {
  let token: Record<string, string> = {};
  const post = async (path: string, body: unknown, fine: readonly number[]): Promise<void> => {
    const headers = { ...token, 'idempotency-key': `${runId}${path}`, prefer: 'wait=30' };
    const answer = await caller.call({ method: 'POST', path, headers, body });
    if (!fine.includes(answer.status)) throw new Error(`the shop could not be set up: POST ${path} ${told(answer)}`);
    const next = answer.headers['consistency-token'];
    if (typeof next === 'string') token = { 'consistency-token': next };
  };
  for (const [index, sku] of skus.entries()) {
    const product = { sku, name: `Load test product ${index + 1}`, price: { amount: 100 * (index + 1), currency: 'EUR' } };
    await post('/api/products', product, [201, 409]);
    await post(`/api/products/${sku}/receipts`, { receiptId: 'load-1', quantity: units }, [201]);
  }
  // Orders know the prices of everything when they take one of everything. Nobody pays for it.
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  const shipTo = { name: 'Ada', street: '1 Mill Lane', city: 'Bath', postalCode: 'BA1 1AA', country: 'GB' };
  await post('/api/orders', { customerId: `load-${runId}`, lines, paymentMethod: 'pm_card_declined', shipTo }, [202]);
  return skus;
};

const told = ({ status, problem, body }: Answer): string =>
  status === 0 ? `got no answer: ${problem}` : `answered ${status} ${JSON.stringify(body)?.slice(0, 500)}`;
