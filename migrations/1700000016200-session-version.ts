import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Grows with each change of a session: of two who edit it side by side the second one is told. */
export class SessionVersion1700000016200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE session ADD COLUMN version integer NOT NULL DEFAULT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE session DROP COLUMN version`);
  }
}
