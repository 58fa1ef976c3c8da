import { createPool } from '@millrace/postgres';
import { BaselineRows } from './baseline-rows.mjs';

/** Two rows of values: the plainest prepared statement, and for so few rows also the cheapest. */
const insertTwo = {
  name: 'baseline-insert-two',
  text: `INSERT INTO baseline (shard, position, stream_id, version, event_id, type, schema_version, published, data, metadata, recorded_at)
         VALUES ($1, $2, $3, $4, $5, 'OrderLineAdded', 1, true, $6, $7, clock_timestamp()),
                ($8, $9, $10, $11, $12, 'OrderLineAdded', 1, true, $13, $14, clock_timestamp())`,
};

/** (a) One INSERT statement, and so one commit, per append; no versions checked. As many connections as were fastest here. */
export async function singleInserts(server, clients) {
  const connections = Number(process.env.BENCH_SINGLE_CONNECTIONS ?? 32);
  const pool = createPool({ url: server.adminUrl, max: Math.min(clients, connections), applicationName: 'bench single' });
  const rows = new BaselineRows();
  return {
    name: '(a)',
    reset: async () => {
      rows.reset();
      await server.reset();
    },
    async run(isOver, count) {
      await Promise.all(
        Array.from({ length: clients }, async () => {
          while (!isOver()) {
            const columns = rows.next();
            await pool.query({ ...insertTwo, values: [...columns.map(([first]) => first), ...columns.map(([, second]) => second)] });
            count(2);
          }
        }),
      );
    },
    close: () => pool.end(),
  };
}
