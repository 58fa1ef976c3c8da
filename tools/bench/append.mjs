/**
 * How many events a second one process appends, beside two plain ways to put the same rows into the same kind of table: (a) one INSERT statement per
 * append, (b) bulk INSERTs. All in one database of a throw-away server with the settings of production; rounds alternate, medians count
 * (of the rates, and of the ratios within each round).
 *
 *   npm run bench append [-- --clients=64,256 --rounds=5 --seconds=3]
 */
import { openBenchServer } from './append/bench-server.mjs';
import { bulkInserts } from './append/bulk-inserts.mjs';
import { eventStore } from './append/event-store.mjs';
import { alternatingRounds, median } from './append/rounds.mjs';
import { singleInserts } from './append/single-inserts.mjs';

const option = (name, fallback) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? fallback;
const clientCounts = option('clients', '64,256').split(',').map(Number);
const rounds = Number(option('rounds', '5'));
const seconds = Number(option('seconds', '3'));

/** What we promise at least, as ratios to (a) and (b). */
const floors = { 64: [1.8, 0.36], 256: [2.3, 0.45] };

const server = await openBenchServer();
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
    missed = report('(a)', medianRatio(rates, 'millrace', '(a)'), floorA) || missed;
    missed = report('(b)', medianRatio(rates, 'millrace', '(b)'), floorB) || missed;
  }
} finally {
  await server.close();
}
process.exitCode = missed ? 1 : 0;

function whole(rate) {
  return Math.round(rate).toLocaleString('en').padStart(8);
}

/** Of the ratios within each round: a machine that is slower for a while is slower for both. */
function medianRatio(rates, name, other) {
  return median(rates.get(name).map((rate, round) => rate / rates.get(other)[round]));
}

/** Answers whether a floor was missed. */
function report(name, ratio, floor) {
  const below = floor !== undefined && ratio < floor;
  console.log(
    `  ${ratio.toFixed(2)} times ${name}${floor === undefined ? '' : `, floor ${floor.toFixed(2)}: ${below ? 'MISSED' : 'held'}`}`,
  );
  return below;
}
