import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether somebody who is no more on a stage went by themselves. */
export class StageWithdrawal1700000022700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stage_participant ADD COLUMN withdrew boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stage_participant DROP COLUMN withdrew`);
  }
}
