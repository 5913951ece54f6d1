import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a session is in its state: what was cancelled or postponed is announced for some days. */
export class SessionStateSince1700000015500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE session ADD COLUMN state_since timestamptz NOT NULL DEFAULT now()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE session DROP COLUMN state_since`);
  }
}
