/** A process that appends in a transaction, says so, and never commits. Arguments: URL, stream. */
import { createPool } from '@millrace/postgres';
import { createTransactor, PostgresEventStore } from '../src/index.js';
import { catalogue, noting } from './sample-requests.js';

const [url, streamId] = process.argv.slice(2) as [string, string];
const store = await PostgresEventStore.connect({ url, service: 'notes', catalogue });
const pool = createPool({ url, max: 1, applicationName: 'notes slow writer' });
const committing = createTransactor(pool).transaction(async (tx) => {
  await store.append([noting(streamId, 'any')], tx);
  process.stdout.write('appended\n');
  await new Promise((resolve) => process.once('SIGUSR2', resolve));
});
await committing.then(
  () => process.stdout.write('committed\n'),
  () => process.exit(1),
);
