/**
 * npm test [-- arguments of jest]: builds what changed (end-to-end specs run the built services) and runs the specs, once.
 * npm test -- --kafka: the system tests again, with Kafka as their transport, and those of faults that only Kafka has.
 * MILLRACE_NO_BUILD=1 leaves the build out, MILLRACE_NO_POSTGRES=1 the database, MILLRACE_NO_KAFKA=1 the broker: for a round of pure specs.
 */
import { build } from './build.mjs';
import { complain, step } from './console.mjs';
import { DataFolder } from './data-folder.mjs';
import { jest } from './jest.mjs';
import { provideKafka } from './kafka/specs.mjs';

const isPath = (argument) => !argument.startsWith('-');

/** What is left for jest; a watching run never ends, so whoever wants one calls jest. */
function readArguments() {
  const given = process.argv.slice(2).filter((argument) => !/^--watch(All)?$/.test(argument));
  const rest = given.filter((argument) => argument !== '--kafka');
  if (rest.length === given.length) return rest;
  process.env.MILLRACE_TRANSPORT = 'kafka';
  return rest.some(isPath) ? rest : [...rest, 'tools/system-tests'];
}

async function prepare() {
  if (process.env.MILLRACE_NO_BUILD === '1') return;
  const { built } = await build({ stampFile: new DataFolder().buildStamp });
  step(built ? 'built what changed; running the specs' : 'nothing to build; running the specs');
}

try {
  const args = readArguments();
  await Promise.all([prepare(), provideKafka(step)]);
  process.exitCode = await jest(args);
} catch (error) {
  complain(error.message);
  process.exitCode = 1;
}
