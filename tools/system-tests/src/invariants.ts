import { createPool } from '@millrace/postgres';
import type { TestPlatform } from '@millrace/testbed';

interface Stock {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
}

/**
 * What must always hold (design §9), read from the logs themselves and not from what projections say. Answers what is violated, in words.
 * For a system at rest: every order has ended.
 */
export const violations = async (platform: TestPlatform): Promise<string[]> => {
  const found: string[] = [];
  found.push(...(await stockViolations(platform)), ...(await moneyViolations(platform)), ...(await logViolations(platform)));
  return found;
};

const query = async <Row>(
  platform: TestPlatform,
  service: 'orders' | 'inventory' | 'payments' | 'shipping',
  sql: string,
): Promise<Row[]> => {
  const pool = createPool({ url: platform.databases[service].ownerUrl, max: 1, applicationName: 'invariants' });
  try {
    return (await pool.query(sql)).rows as Row[];
  } finally {
    await pool.end();
  }
};

/** Stock on hand = received ± adjusted − shipped + returned, never below zero at any time; reserved ≤ on hand; the projection agrees. */
const stockViolations = async (platform: TestPlatform): Promise<string[]> => {
  const rows = await query<Stock & { lowest: number; over: number }>(
    platform,
    'inventory',
    `WITH moves AS (
       SELECT data->>'sku' AS sku, version,
         CASE WHEN type IN ('StockReceived', 'StockAdjusted', 'UnitsReturned') THEN (data->>'quantity')::bigint
              WHEN type = 'UnitsShipped' THEN -(data->>'quantity')::bigint ELSE 0 END AS hand,
         CASE WHEN type = 'UnitsReserved' THEN (data->>'quantity')::bigint
              WHEN type IN ('UnitsReleased', 'UnitsShipped') THEN -(data->>'quantity')::bigint ELSE 0 END AS held
       FROM events WHERE stream_id LIKE 'sku-%'),
     running AS (
       SELECT sku, version, (sum(hand) OVER w)::bigint AS on_hand, (sum(held) OVER w)::bigint AS reserved FROM moves WINDOW w AS (PARTITION BY sku ORDER BY version))
     SELECT sku, min(on_hand) AS lowest, max(reserved - on_hand) AS over,
       (array_agg(on_hand ORDER BY version DESC))[1] AS "onHand", (array_agg(reserved ORDER BY version DESC))[1] AS reserved
     FROM running GROUP BY sku`,
  );
  const shown = new Map(
    (await query<Stock>(platform, 'inventory', 'SELECT sku, on_hand AS "onHand", reserved FROM stock')).map((row) => [row.sku, row]),
  );
  return rows.flatMap(({ sku, lowest, over, onHand, reserved }) => [
    ...(lowest < 0 ? [`stock of ${sku} was ${lowest}`] : []),
    ...(over > 0 ? [`${over} more of ${sku} were reserved than on hand`] : []),
    ...(shown.get(sku)?.onHand !== onHand || shown.get(sku)?.reserved !== reserved
      ? [`${sku}: the log says ${onHand} on hand and ${reserved} reserved, the projection ${JSON.stringify(shown.get(sku))}`]
      : []),
  ]);
};

/** No order both cancelled and charged; captured at most once, and what was authorised; what was rejected or cancelled keeps neither money nor stock. */
const moneyViolations = async (platform: TestPlatform): Promise<string[]> => {
  const ends = await query<{ key: string; type: string }>(
    platform,
    'orders',
    `SELECT substr(stream_id, 7) AS key, (array_agg(type ORDER BY version DESC))[1] AS type FROM events WHERE stream_id LIKE 'order-%' GROUP BY stream_id`,
  );
  const payments = new Map(
    (
      await query<{ key: string; types: string[] }>(
        platform,
        'payments',
        `SELECT substr(stream_id, 9) AS key, array_agg(type ORDER BY version) AS types FROM events WHERE stream_id LIKE 'payment-%' GROUP BY stream_id`,
      )
    ).map(({ key, types }) => [key, types]),
  );
  const unbalanced = await query<{ id: string; sum: number }>(
    platform,
    'payments',
    `SELECT transaction_id AS id, sum(amount)::bigint AS sum FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount) <> 0`,
  );
  return [
    ...unbalanced.map(({ id, sum }) => `ledger transaction ${id} sums to ${sum}`),
    ...ends.flatMap(({ key, type }) => {
      const types = payments.get(key) ?? [];
      const captured = types.filter((one) => one === 'PaymentCaptured').length;
      const refunded = types.includes('PaymentRefunded');
      return [
        ...(captured > 1 ? [`order ${key} was captured ${captured} times`] : []),
        ...(captured > 0 && !types.includes('PaymentAuthorised') ? [`order ${key} was captured without authorisation`] : []),
        ...(type === 'OrderCompleted' && captured !== 1 ? [`order ${key} is completed, and captured ${captured} times`] : []),
        ...(['OrderCancelled', 'OrderRejected'].includes(type) && captured > 0 && !refunded
          ? [`order ${key} ended as ${type}, and was charged`]
          : []),
        ...(['OrderCompleted', 'OrderRejected', 'OrderCancelled', 'OrderReturned', 'OrderLost'].includes(type)
          ? []
          : [`order ${key} has not ended: ${type}`]),
      ];
    }),
  ];
};

/** Positions and versions are dense; no command was appended twice. */
const logViolations = async (platform: TestPlatform): Promise<string[]> => {
  const found: string[] = [];
  for (const service of ['orders', 'inventory', 'payments', 'shipping'] as const) {
    const shards = await query<{ shard: number }>(
      platform,
      service,
      'SELECT shard FROM events GROUP BY shard HAVING max(position) <> count(*) OR min(position) <> 1',
    );
    const streams = await query<{ stream_id: string }>(
      platform,
      service,
      'SELECT stream_id FROM events GROUP BY stream_id HAVING max(version) <> count(*)',
    );
    const parked = await query<{ subscription: string; key: string; error: string }>(
      platform,
      service,
      'SELECT subscription, key, error FROM parked_keys',
    );
    found.push(
      ...shards.map(({ shard }) => `${service}: shard ${shard} is not dense`),
      ...streams.map(({ stream_id }) => `${service}: stream ${stream_id} is not dense`),
      ...parked.map(({ subscription, key, error }) => `${service}: ${subscription} has parked ${key}: ${error}`),
    );
  }
  return found;
};
