/** Follows the events of orders with nothing but kafkajs: one line for each, until Ctrl-C. */
import { Kafka, logLevel } from 'kafkajs';

const { KAFKA_BROKERS = '127.0.0.1:9092', KAFKA_TOPIC_PREFIX: prefix = '', EXIT_AFTER = 'Infinity' } = process.env;
const topic = `${prefix}orders.events`;
const kafka = new Kafka({ clientId: 'outside', brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: `${prefix}outside.kafkajs`, allowAutoTopicCreation: false });
const highest = new Map(); // by generation and partition. Keep it where you keep what you make of the events, in one transaction.
let left = Number(EXIT_AFTER);

async function eachMessage({ partition, message: { key, value, headers } }) {
  const log = `${headers.ce_generation}.${partition}`;
  const [prev, position] = [Number(headers.ce_prev), Number(headers.ce_position)];
  const seen = highest.get(log) ?? prev;
  if (position <= seen) return; // a repeat
  if (prev > seen) console.error(`missing: positions ${seen + 1} to ${prev} of ${log}`);
  highest.set(log, position);
  if (String(headers.ce_type) === 'millrace.placeholder') return; // private events, nothing for us
  console.log(`${headers.ce_type} ${key} v${String(headers.ce_dataschema).split(':').at(-1)} ${value}`);
  left -= 1;
  if (left === 0) void end();
}

const end = () => consumer.disconnect(); // waits for the message in hand, and keeps its place
const fail = (error) => {
  console.error(`${topic} at ${KAFKA_BROKERS} cannot be followed: ${error.message}`);
  process.exitCode = 1;
  return end();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
consumer.on(consumer.events.CRASH, ({ payload }) => !payload.restart && fail(payload.error));
await consumer
  .connect()
  .then(() => consumer.subscribe({ topic, fromBeginning: true }))
  .then(() => consumer.run({ eachMessage }))
  .catch(fail);
