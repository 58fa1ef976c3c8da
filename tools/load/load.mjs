/** `npm run load`: builds the generator, then lets clients arrive. `npm run load -- --help` tells the rest. */
import { compile } from '@millrace/launch/compile.mjs';
import { complain } from '@millrace/launch/console.mjs';
import { DataFolder } from '@millrace/launch/data-folder.mjs';
import { followSignals } from '@millrace/launch/signals.mjs';

await compile('tools/load');
const { main } = await import(new URL('./dist/main.js', import.meta.url).href);

const onStop = (stop) => followSignals({ onStop: stop });
const surface = { say: console.log, complain, onStop, dataFolder: new DataFolder().path };
process.exit(await main(process.argv.slice(2), surface));
