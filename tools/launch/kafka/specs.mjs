/** Which specs are run where: those that need Kafka only where there is one, and so that none is ever counted as skipped. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { ensureJars, whyNoKafka } from './jars.mjs';

const names = '*.kafka.spec.{ts,mjs}';
const onKafka = () => process.env.MILLRACE_TRANSPORT === 'kafka';

/** Why specs that need Kafka are not run, in a few words; undefined when they are. */
export function whyNoKafkaSpecs() {
  for (const name of ['MILLRACE_NO_POSTGRES', 'MILLRACE_NO_KAFKA'])
    if (process.env[name]) return process.env[name] === '1' ? `${name}=1` : process.env[name];
  return process.env.TEST_KAFKA_BROKERS ? undefined : whyNoKafka();
}

/** Patterns of the specs that this run leaves out. */
export const leftOut = () => [
  ...(whyNoKafkaSpecs() ? [String.raw`\.kafka\.spec\.(ts|mjs)$`] : []),
  // Faults that only Kafka has. They take minutes: part of `npm run verify`, and of a run of the system tests on Kafka.
  ...(onKafka() ? [] : ['/tools/system-tests/src/kafka/']),
];

/** Whether a run of these files needs a broker. A round of pure specs does not wait for one. */
export const needKafka = (isChosen) =>
  onKafka() ||
  globSync(`{apps,libs,tools}/**/${names}`, { cwd: root, exclude: (path) => path.endsWith('node_modules') }).some((file) =>
    isChosen(join(root, file)),
  );

/**
 * Before a run of specs: brings the jars, so that the first spec need not wait for them. Where that cannot be, the specs that need Kafka
 * are left out of this run and a line says so; in CI, and where Kafka was asked for, that is an error.
 * @param {(text: string) => void} say
 */
export async function provideKafka(say) {
  const why = whyNoKafkaSpecs() ?? (process.env.TEST_KAFKA_BROKERS ? undefined : await whyNoJars(say));
  if (!why) return true;
  process.env.MILLRACE_NO_KAFKA ??= why; // also for the jest that runs next
  const ci = process.env.CI === 'true' || process.env.CI === '1';
  if (ci || onKafka())
    throw new Error(`Kafka: not here (${why}), and ${onKafka() ? 'MILLRACE_TRANSPORT=kafka asks for it' : 'CI must have it'}`);
  say(`Kafka: not here (${why}): the specs that need it are not run`);
  return false;
}

const whyNoJars = (say) =>
  ensureJars({ say }).then(
    () => undefined,
    ({ message }) => message.replaceAll('\n', ' '),
  );
