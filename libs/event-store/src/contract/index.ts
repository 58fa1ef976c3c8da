/** For specs only (imports Jest): what every adapter of the event store must do. */
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { appendingContract } from './appending.contract.js';
import { contentContract } from './content.contract.js';
import { catalogue, type ContractLog } from './contract-log.js';
import { executingContract } from './executing.contract.js';
import { modelContract } from './model.contract.js';
import { readingContract } from './reading.contract.js';
import { transactionsContract } from './transactions.contract.js';

export type { ContractLog } from './contract-log.js';

/** The conformance suite of `EventStore` and `Transactor`, over one log that `createLog` makes. */
export const eventStoreContract = (name: string, createLog: () => Promise<ContractLog>): void =>
  describe(`${name} is an event store`, () => {
    let log: ContractLog;
    let opened: EventStore;
    const store = (): EventStore => opened;
    beforeAll(async () => {
      log = await createLog();
      opened = await log.open(catalogue);
    }, 60_000);
    afterAll(() => log.close());

    describe('appending', () => appendingContract(store));
    describe('content', () => contentContract(store));
    describe('transactions', () => transactionsContract(store, () => log.transactor));
    describe('a model', () => modelContract(store));
    describe('reading', () => readingContract(store, (other) => log.open(other)));
    // last: it writes event types that the store of the others does not know
    describe('executing commands', () => executingContract(() => log));
    // Last: it appends events that the other groups' builds do not know.
  });
