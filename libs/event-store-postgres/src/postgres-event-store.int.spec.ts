import { eventStoreContract } from '@millrace/event-store/contract';
import { createPool } from '@millrace/postgres';
import { createLogDatabase } from '../test/log-database.js';
import { createTransactor, PostgresEventStore } from './index.js';

eventStoreContract('PostgresEventStore', async () => {
  const database = await createLogDatabase('contract');
  const pool = createPool({ url: database.runtimeUrl, max: 4, applicationName: 'contract transactions' });
  const stores: PostgresEventStore[] = [];
  return {
    transactor: createTransactor(pool),
    open: async (catalogue) => {
      stores.push(await PostgresEventStore.connect({ url: database.runtimeUrl, service: 'notes', catalogue }));
      return stores.at(-1)!;
    },
    close: async () => {
      await Promise.all([pool.end(), ...stores.map((store) => store.close())]);
      await database.drop();
    },
  };
});
