/**
 * npm test [-- arguments of jest]: builds what changed (end-to-end specs run the built services) and runs the specs, once.
 * MILLRACE_NO_BUILD=1 leaves the build out, MILLRACE_NO_POSTGRES=1 the database: for a round of pure specs.
 */
import { build } from './build.mjs';
import { complain, step } from './console.mjs';
import { DataFolder } from './data-folder.mjs';
import { jest } from './jest.mjs';

async function prepare() {
  if (process.env.MILLRACE_NO_BUILD === '1') return;
  const { built } = await build({ stampFile: new DataFolder().buildStamp });
  step(built ? 'built what changed; running the specs' : 'nothing to build; running the specs');
}

try {
  await prepare();
  // A watching run never ends; whoever wants one calls jest.
  process.exitCode = await jest(process.argv.slice(2).filter((argument) => !/^--watch(All)?$/.test(argument)));
} catch (error) {
  complain(error.message);
  process.exitCode = 1;
}
