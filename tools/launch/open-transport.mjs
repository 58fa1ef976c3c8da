import { setTimeout as sleep } from 'node:timers/promises';
import { clientConfig, untilAnswers, withAdmin } from './kafka/admin.mjs';
import { deleteKafkaData, startKafka } from './kafka/cluster.mjs';
import { ensureJars } from './kafka/jars.mjs';
import { kafkaVariables } from './kafka/variables.mjs';
import { topicsOf } from './topology.mjs';

/** Not 9092: that is where a Kafka of your own would be. */
const usualPort = 19_092;
const answersWithinMs = 10_000;

/**
 * What chooseTransport() chose, made ready: your cluster answers, or a broker of ours runs.
 * @param {object} options
 * @param {ReturnType<typeof import('./choose-transport.mjs').chooseTransport>} options.choice
 * @param {string} options.folder of the data of our own broker
 * @param {boolean} [options.fresh] delete them first
 * @param {(text: string) => void} options.say
 * @param {() => boolean} options.isStopping
 * @returns {Promise<{ kind: 'direct' | 'kafka', why: string, env: Record<string, string>, kafka?: import('./kafka/cluster.mjs').RunningKafka }>}
 *   env: what services are told of it
 */
export async function openTransport({ choice, folder, fresh = false, say, isStopping }) {
  if (fresh) await deleteKafkaData(folder, say);
  if (choice.kind === 'direct') return direct(choice.why);
  if (!choice.own) return yours(choice.why, fresh, say);
  try {
    return await ours({ choice, folder, say, isStopping });
  } catch (error) {
    const [reason] = error.message.split('\n');
    if (choice.required) throw new Error(`Kafka was asked for and does not start: ${error.message}`, { cause: error });
    say(`Kafka does not start (${reason}); going on without it, transport direct`);
    return direct(`Kafka did not start: ${reason}`);
  }
}

const direct = (why) => ({ kind: 'direct', why, env: { TRANSPORT: 'direct' } });

/** What is set of it; the rest has its defaults in the services. */
function kafkaEnvironment() {
  const values = kafkaVariables.map((name) => [name, process.env[name]]);
  return { TRANSPORT: 'kafka', ...Object.fromEntries(values.filter(([, value]) => value)) };
}

async function yours(why, fresh, say) {
  const env = kafkaEnvironment();
  try {
    await untilAnswers(clientConfig(env), answersWithinMs);
  } catch (error) {
    throw new Error(
      `KAFKA_BROKERS=${env.KAFKA_BROKERS} does not answer: ${error.message}\n` +
        'Start it, or correct KAFKA_BROKERS, KAFKA_SSL… and KAFKA_SASL… (.env.example). Without Kafka: npm start -- --transport direct',
      { cause: error },
    );
  }
  say(`Kafka: yours answers, ${env.KAFKA_BROKERS}`);
  if (fresh) await refuseOldTopics(env);
  return { kind: 'kafka', why, env };
}

/** New logs do not continue old topics: whoever follows them would stop at the first event of another log. */
async function refuseOldTopics(env) {
  const all = await withAdmin(clientConfig(env), (admin) => admin.listTopics());
  const old = topicsOf(env.KAFKA_TOPIC_PREFIX).filter((topic) => all.includes(topic));
  if (old.length === 0) return;
  throw new Error(
    `--fresh begins new logs, and your Kafka holds topics of other ones: ${old.join(', ')}. Nothing was deleted.\n` +
      'Delete these topics yourself, or let the new ones have other names: KAFKA_TOPIC_PREFIX=shop. npm start -- --fresh',
  );
}

async function ours({ choice, folder, say, isStopping }) {
  const libs = await ensureJars({ say });
  const onUnexpectedExit = (broker, description) => isStopping() || void startAgain(broker, description, { say, isStopping });
  const kafka = await startKafka({ folder, libs, portsAtFirst: [usualPort], say, onUnexpectedExit });
  say(`Kafka ready on ${kafka.bootstrap}`);
  // What is set for a cluster with TLS would not fit this one.
  const env = { TRANSPORT: 'kafka', KAFKA_BROKERS: kafka.bootstrap };
  if (process.env.KAFKA_TOPIC_PREFIX) env.KAFKA_TOPIC_PREFIX = process.env.KAFKA_TOPIC_PREFIX;
  return { kind: 'kafka', why: choice.why, env, kafka };
}

/** Services wait for their broker and lose nothing meanwhile, so there is no last attempt. */
async function startAgain(broker, description, { say, isStopping }) {
  say(description);
  for (let pauseMs = 500; ; pauseMs = Math.min(2 * pauseMs, 15_000)) {
    say(`            starting Kafka again in ${pauseMs} ms`);
    await sleep(pauseMs);
    if (isStopping()) return;
    try {
      await broker.start();
      return say('Kafka is ready again');
    } catch (error) {
      if (isStopping()) return;
      say(error.message);
    }
  }
}
