import { createDataSource, runMigrations } from '@millrace/postgres';
import { type Composition, type Config, demand, type ServiceOptions } from '@millrace/service-host';
import { AcquirerModule } from './acquirer.module.js';
import { ChargeEntity, MovementEntity } from './adapters/postgres/books.entities.js';
import { CreateBooks1764200000000 } from './adapters/postgres/create-books.migration.js';
import { TypeOrmBooks } from './adapters/postgres/typeorm-books.js';

const compose = async (config: Config<Record<never, never>>): Promise<Composition> => {
  const url = demand(config, 'DATABASE_URL', 'the acquirer keeps its books in PostgreSQL');
  const migrations = [CreateBooks1764200000000];
  if (config.DATABASE_OWNER_URL) await runMigrations({ ownerUrl: config.DATABASE_OWNER_URL, lockName: 'millrace acquirer', migrations });
  const dataSource = createDataSource({ url, max: 10, applicationName: 'acquirer', entities: [ChargeEntity, MovementEntity] });
  await dataSource.initialize();
  return {
    module: AcquirerModule.for(new TypeOrmBooks(dataSource)),
    checks: [{ name: 'database', check: async () => void (await dataSource.query('SELECT 1')) }],
    onStop: () => dataSource.destroy(),
  };
};

/** A stand-in for the card acquirer outside, with test cards. No event store, no shared contract: the outside world does not know Millrace. */
export const acquirer: ServiceOptions = { name: 'acquirer', compose };
