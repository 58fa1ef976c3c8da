/**
 * How many events a second one subscription brings from a topic into a projection in PostgreSQL (fetch, decode, fold by key, documents and watermarks in one
 * transaction per delivery), and with how many SQL statements; beside kafkajs's own consumer that parses the same messages and keeps nothing. The topic is filled by the
 * relay. Servers as in `bench relay`; rounds alternate, medians count (of the rates, and of the ratios within each round). No floor: it is a figure to watch.
 *
 *   npm run bench consume [-- --events=60000 --rounds=5]
 */
import { median, medianRatio, option, reportRatio, whole } from './figures.mjs';
import { openBenchTopics } from './kafka/bench-topics.mjs';
import { parseAll } from './kafka/each-batch-contender.mjs';
import { openFilledLog } from './kafka/filled-log.mjs';
import { freshTable, projectAll } from './kafka/projection-contender.mjs';
import { relayLog } from './kafka/relay-contender.mjs';

const events = Number(option('events', 60_000));
const rounds = Number(option('rounds', 5));

const log = await openFilledLog(events);
const topics = await openBenchTopics({ partitions: log.shards }).catch(async (error) => {
  await log.close();
  throw error;
});
try {
  const target = await topics.make();
  await relayLog(log, topics.brokers, target.prefix);
  const messages = await topics.count(target.topic);
  const [ours, theirs] = [[], []];
  let statements = 0;
  // Round 0 warms up.
  for (let round = 0; round <= rounds; round++) {
    await freshTable(log);
    const projected = await projectAll(log, topics.brokers, target.prefix);
    await checkTotals();
    const parsed = await parseAll(topics.kafka, target, messages);
    if (round === 0) continue;
    ours.push(log.published / projected.seconds);
    theirs.push(log.published / parsed.seconds);
    statements += projected.statements;
    console.log(`round ${round} of ${rounds}: millrace${whole(ours.at(-1))}, kafkajs${whole(theirs.at(-1))} events/s`);
  }
  console.log(
    `\n${log.published} events of about 400 bytes in ${log.shards} shards, joining the group included, medians of ${rounds} rounds`,
  );
  console.log(`  millrace, into a projection    ${whole(median(ours))} events/s`);
  console.log(`  kafkajs, parses and forgets    ${whole(median(theirs))} events/s`);
  reportRatio("kafkajs's own consumer", medianRatio(ours, theirs));
  console.log(
    `  ${(statements / rounds / log.published).toFixed(4)} SQL statements per event, counted in the client, BEGIN and COMMIT included`,
  );
} finally {
  await topics.close();
  await log.close();
}

/** A fast consumer that loses or repeats something is none. */
async function checkTotals() {
  const { rows } = await log.admin.query('SELECT sum(lines)::integer AS lines FROM order_totals');
  if (rows[0].lines !== log.published) throw new Error(`${rows[0].lines} lines in the projection, ${log.published} events in the log`);
}
