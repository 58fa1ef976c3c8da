import { createPool } from '@millrace/postgres';
import { BaselineRows, insertRows, valuesOf } from './baseline-rows.mjs';

const rowsPerStatement = 500;
const connections = 4;

/** (b) Bulk INSERTs of 500 rows over 4 connections: about what this server and these indexes can take in at all. */
export async function bulkInserts(server) {
  const pool = createPool({ url: server.adminUrl, max: connections, applicationName: 'bench bulk' });
  const rows = new BaselineRows();
  return {
    name: '(b)',
    reset: async () => {
      rows.reset();
      await server.reset();
    },
    async run(isOver, count) {
      await Promise.all(
        Array.from({ length: connections }, async () => {
          while (!isOver()) {
            let columns;
            for (let made = 0; made < rowsPerStatement; made += 2) columns = rows.next(columns);
            await pool.query({ ...insertRows, values: valuesOf(columns) });
            count(rowsPerStatement);
          }
        }),
      );
    },
    close: () => pool.end(),
  };
}
