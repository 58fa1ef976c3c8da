import { isConnectionLost } from '@millrace/postgres';
import type { DataSource, EntityManager } from 'typeorm';
import { type Books, BooksUnavailable, type MovementCounts } from '../../application/books.js';
import type { Charge, Decision } from '../../domain/charge.js';
import { ChargeEntity, MovementEntity } from './books.entities.js';

const unknown: Charge = { situation: 'unknown' };

export class TypeOrmBooks implements Books {
  constructor(private readonly dataSource: DataSource) {}

  /** The row is made, if need be, and locked before it is read. One that nothing was decided on is not kept. */
  async decide(key: string, rule: (charge: Charge) => Decision): Promise<Decision> {
    return this.reached(async () => {
      let decision: Decision | undefined;
      await this.dataSource
        .transaction('READ COMMITTED', async (manager) => {
          const charge = await this.lock(manager, key);
          decision = rule(charge);
          if (decision.charge === charge) throw new NothingDecided();
          await this.write(manager, key, decision);
        })
        .catch((error: unknown) => {
          if (!(error instanceof NothingDecided)) throw error;
        });
      return decision!;
    });
  }

  async find(key: string): Promise<Charge> {
    const found = await this.reached(() => this.dataSource.manager.findOneBy(ChargeEntity, { key }));
    return found?.charge ?? unknown;
  }

  async count(key: string): Promise<MovementCounts> {
    const rows = await this.reached(() => this.dataSource.manager.findBy(MovementEntity, { key }));
    const counts = { authorisation: 0, capture: 0, void: 0, refund: 0 };
    for (const { kind } of rows) counts[kind]++;
    return counts;
  }

  private async lock(manager: EntityManager, key: string): Promise<Charge> {
    await manager.createQueryBuilder().insert().into(ChargeEntity).values({ key, charge: unknown }).orIgnore().execute();
    return (await manager.findOneOrFail(ChargeEntity, { where: { key }, lock: { mode: 'pessimistic_write' } })).charge;
  }

  private async write(manager: EntityManager, key: string, { charge, movements }: Decision): Promise<void> {
    await manager.update(ChargeEntity, { key }, { charge });
    if (movements.length > 0)
      await manager.insert(
        MovementEntity,
        movements.map(({ kind, amount }) => ({ key, kind, ...amount })),
      );
  }

  private async reached<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const cause = (error as { driverError?: unknown }).driverError ?? error;
      if (isConnectionLost(cause)) throw new BooksUnavailable('the database cannot be reached', { cause });
      throw error;
    }
  }
}

/** Rolls back, and is no error. */
class NothingDecided extends Error {}
