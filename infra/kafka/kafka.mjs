/** A Kafka cluster in the foreground, without containers; see README.md beside this file. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { complain, step } from '../../tools/launch/console.mjs';
import { root } from '../../tools/launch/install.mjs';
import { startKafka } from '../../tools/launch/kafka/cluster.mjs';
import { ensureJars } from '../../tools/launch/kafka/jars.mjs';
import { followSignals } from '../../tools/launch/signals.mjs';

const usage = 'usage: node infra/kafka/kafka.mjs start [--brokers 1|3] [--folder <data>] [--port <first port>]';

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      options: { brokers: { type: 'string', default: '1' }, folder: { type: 'string' }, port: { type: 'string' } },
      allowPositionals: true,
    });
    const brokers = Number(values.brokers);
    if (positionals.join() !== 'start' || ![1, 3].includes(brokers)) throw new Error(usage);
    const folder = resolve(values.folder ?? join(root, '.millrace', 'kafka', brokers === 1 ? 'one-broker' : 'three-brokers'));
    const first = values.port && Number(values.port);
    return { brokers, folder, ports: first ? Array.from({ length: brokers }, (_, index) => first + 2 * index) : undefined };
  } catch (error) {
    complain(error.message === usage ? usage : `${error.message}\n${usage}`);
    process.exit(2);
  }
}

const options = readOptions();
let kafka;
let stopping = false;
async function stop(code, why) {
  stopping = true;
  if (why) step(`stopping (${why})`);
  await kafka?.stop();
  process.exit(code);
}
followSignals({ onStop: (why) => void stop(0, why) });

try {
  const libs = await ensureJars({ say: step });
  kafka = await startKafka({
    ...options,
    libs,
    say: step,
    onUnexpectedExit: (_, description) => stopping || (complain(description), void stop(1)),
  });
  if (stopping) await stop(0);
  for (const { id, port, pid } of kafka.brokers) step(`broker ${id} ready on 127.0.0.1:${port} (process ${pid})`);
  console.log(`\nKAFKA_BROKERS=${kafka.bootstrap}\nData and logs: ${kafka.folder}. Ctrl-C stops it; the data are kept.`);
  setInterval(() => {}, 3_600_000); // brokers do not keep this process alive by themselves
} catch (error) {
  complain(error.message);
  await stop(1);
}
