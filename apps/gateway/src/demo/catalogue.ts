import type { LoggerService } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';

interface DemoProduct {
  readonly sku: string;
  readonly name: string;
  /** Cents. */
  readonly price: number;
  readonly stock: number;
}

const products: readonly DemoProduct[] = [
  { sku: 'mug', name: 'Enamel mug', price: 1_290, stock: 200 },
  { sku: 'lamp', name: 'Desk lamp', price: 4_900, stock: 60 },
  { sku: 'chair', name: 'Oak chair', price: 18_900, stock: 25 },
];

export interface SeedOptions {
  /** Of `inventory`: at the gateway the demo would need somebody's token. */
  readonly url: string;
  /** Of the installation. */
  readonly token?: string | undefined;
  readonly logger: LoggerService;
  readonly signal: AbortSignal;
  readonly retryMs?: number;
}

/** Fills the catalogue. Fixed keys and receipt ids make it count once, however often it runs. Goes on until the services answer, or it is told to stop. */
export const seedCatalogue = async (options: SeedOptions): Promise<void> => {
  for (const { sku, name, price, stock } of products) {
    const seen = await sent(options, '/api/products', `demo-product-${sku}`, { sku, name, price: { amount: price, currency: 'EUR' } });
    await sent(options, `/api/products/${sku}/receipts`, `demo-receipt-${sku}`, { receiptId: `demo-${sku}-1`, quantity: stock }, seen);
  }
  options.logger.log('demo catalogue is there', {});
};

/** Answers the consistency token, so that the next request does not miss this one. */
const sent = async (
  { url, token, logger, signal, retryMs = 500 }: SeedOptions,
  path: string,
  key: string,
  body: object,
  seen?: string,
): Promise<string | undefined> => {
  for (;;) {
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': key,
      'millrace-actor': 'demo',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(seen !== undefined && { 'consistency-token': seen }),
    };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body), signal }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return undefined;
    });
    // 409: it is there already, perhaps with a price somebody has changed since.
    if (response && (response.ok || response.status === 409)) return response.headers.get('consistency-token') ?? seen;
    if (response && response.status < 500 && response.status !== 404) {
      logger.warn('demo request refused', { path, status: response.status, problem: await response.text() });
      return seen;
    }
    await pause(retryMs, undefined, { signal });
  }
};
