import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passwords and codes that are being looked at now: together with the failures they are never more than allowed. */
export class AccountTry1700000016100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_try (
        id         uuid        NOT NULL,
        account_id uuid        NOT NULL,
        started_at timestamptz NOT NULL,
        CONSTRAINT account_try_pk PRIMARY KEY (id),
        CONSTRAINT account_try_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
      )`);
    await runner.query(`CREATE INDEX account_try_account_ix ON account_try (account_id)`);
    await runner.query(`GRANT SELECT, INSERT, DELETE ON account_try TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE account_try`);
  }
}
