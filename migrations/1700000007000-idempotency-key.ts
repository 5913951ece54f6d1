import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers of commands that a person may press twice, kept for a day. */
export class IdempotencyKey1700000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_key (
        owner          text        NOT NULL,
        key            text        NOT NULL,
        request_digest text        NOT NULL,
        answer         jsonb,
        created_at     timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_key_pk PRIMARY KEY (owner, key)
      )`);
    await runner.query(`CREATE INDEX idempotency_key_created_ix ON idempotency_key (created_at)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE idempotency_key`);
  }
}
