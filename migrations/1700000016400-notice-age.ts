import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For finding the notices whose time is over. */
export class NoticeAge1700000016400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX notice_created_ix ON notice (created_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX notice_created_ix`);
  }
}
