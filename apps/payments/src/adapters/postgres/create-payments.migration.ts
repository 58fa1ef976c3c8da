import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePayments1764100000000 implements MigrationInterface {
  readonly name = 'CreatePayments1764100000000';

  async up(session: QueryRunner): Promise<void> {
    await session.query(`
      CREATE TABLE payments (
        payment_id text COLLATE "C" PRIMARY KEY,
        status text NOT NULL,
        reason text,
        payment_method text,
        amount jsonb,
        tax jsonb,
        fee jsonb,
        captured jsonb,
        refunded jsonb,
        reference text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE TABLE ledger_entries (
        entry_id text COLLATE "C" PRIMARY KEY,
        transaction_id text NOT NULL,
        order_id text COLLATE "C" NOT NULL,
        kind text NOT NULL,
        account text NOT NULL,
        currency text NOT NULL,
        amount bigint NOT NULL CHECK (amount <> 0),
        booked_at timestamptz NOT NULL
      );
      CREATE INDEX ledger_entries_newest ON ledger_entries (booked_at, entry_id);
      CREATE INDEX ledger_entries_of_order ON ledger_entries (order_id, booked_at, entry_id);
      CREATE TABLE ledger_account_parts (
        part_id text COLLATE "C" PRIMARY KEY,
        account text NOT NULL,
        currency text NOT NULL,
        debits bigint NOT NULL,
        credits bigint NOT NULL,
        entries bigint NOT NULL
      );
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON payments, ledger_entries, ledger_account_parts TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(session: QueryRunner): Promise<void> {
    await session.query('DROP TABLE ledger_account_parts, ledger_entries, payments');
  }
}
