/**
 * How many events a second one relay brings from the log to the topic (read, encode, send with acks of all replicas, move the cursor), beside kafkajs's own producer
 * that sends the same messages, ready made, in sends of 1000. A throw-away PostgreSQL with the settings of production and a throw-away broker (or
 * TEST_KAFKA_BROKERS); a fresh topic for each run, rounds alternate, medians count (of the rates, and of the ratios within each round).
 *
 *   npm run bench relay [-- --events=60000 --rounds=5]
 */
import { median, medianRatio, option, reportRatio, whole } from './figures.mjs';
import { openBenchTopics } from './kafka/bench-topics.mjs';
import { openFilledLog } from './kafka/filled-log.mjs';
import { sendAll } from './kafka/producer-contender.mjs';
import { relayLog } from './kafka/relay-contender.mjs';

const events = Number(option('events', 60_000));
const rounds = Number(option('rounds', 5));

/** What we promise at least. */
const floor = 0.6;

const log = await openFilledLog(events);
const topics = await openBenchTopics({ partitions: log.shards }).catch(async (error) => {
  await log.close();
  throw error;
});
try {
  const contenders = [
    { name: 'millrace', run: ({ prefix }) => relayLog(log, topics.brokers, prefix) },
    { name: 'kafkajs', run: ({ topic }) => sendAll(topics.kafka, topic, log) },
  ];
  const rates = new Map(contenders.map(({ name }) => [name, []]));
  // Round 0 warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, run } of contenders) {
      const rate = await measure(run);
      if (round > 0) rates.get(name).push(rate);
    }
    if (round > 0)
      console.log(`round ${round} of ${rounds}: ${[...rates].map(([name, all]) => `${name}${whole(all.at(-1))}`).join(', ')} events/s`);
  }
  console.log(`\n${log.published} events of about 400 bytes in ${log.shards} shards, from log to topic, medians of ${rounds} rounds`);
  for (const { name } of contenders) console.log(`  ${name.padEnd(10)} ${whole(median(rates.get(name)))} events/s`);
  process.exitCode = reportRatio("kafkajs's own producer", medianRatio(rates.get('millrace'), rates.get('kafkajs')), floor) ? 1 : 0;
} finally {
  await topics.close();
  await log.close();
}

async function measure(run) {
  const target = await topics.make();
  const seconds = await run(target);
  const found = await topics.count(target.topic);
  if (found < log.published) throw new Error(`the topic has ${found} messages, the log ${log.published} published events`);
  await target.remove();
  return log.published / seconds;
}
