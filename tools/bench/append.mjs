/**
 * How many events a second one process appends, beside two plain ways to put the same rows into the same kind of table: (a) one INSERT statement per
 * append, (b) bulk INSERTs. All in one database of a throw-away server with the settings of production; rounds alternate, medians count
 * (of the rates, and of the ratios within each round).
 *
 *   npm run bench append [-- --clients=64,256 --rounds=5 --seconds=3]
 */
import { openAppendServer } from './append/append-server.mjs';
import { bulkInserts } from './append/bulk-inserts.mjs';
import { eventStore } from './append/event-store.mjs';
import { alternatingRounds } from './append/rounds.mjs';
import { singleInserts } from './append/single-inserts.mjs';
import { median, medianRatio, option, reportRatio, whole } from './figures.mjs';

const clientCounts = option('clients', '64,256').split(',').map(Number);
const rounds = Number(option('rounds', '5'));
const seconds = Number(option('seconds', '3'));

/** What we promise at least, as ratios to (a) and (b). */
const floors = { 64: [1.8, 0.36], 256: [2.3, 0.45] };

const server = await openAppendServer();
let missed = false;
try {
  for (const clients of clientCounts) {
    const contenders = [await eventStore(server, clients), await singleInserts(server, clients), await bulkInserts(server)];
    const rates = await alternatingRounds(contenders, { rounds, seconds, label: `${clients} clients` });
    for (const contender of contenders) await contender.close();
    const [ours, single, bulk] = contenders.map(({ name }) => median(rates.get(name)));
    console.log(`\n${clients} clients, 2 events of about 400 bytes per append, medians of ${rounds} rounds of ${seconds} s`);
    for (const [name, rate] of [
      ['millrace', ours],
      ['(a) one INSERT per append', single],
      ['(b) bulk INSERTs of 500 rows', bulk],
    ])
      console.log(`  ${name.padEnd(30)} ${whole(rate / 2)} appends/s  ${whole(rate)} events/s`);
    const [floorA, floorB] = floors[clients] ?? [];
    const ratioTo = (name) => medianRatio(rates.get('millrace'), rates.get(name));
    missed = reportRatio('(a)', ratioTo('(a)'), floorA) || missed;
    missed = reportRatio('(b)', ratioTo('(b)'), floorB) || missed;
  }
} finally {
  await server.close();
}
process.exitCode = missed ? 1 : 0;
