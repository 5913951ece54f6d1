import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the list of an organisation's imports, newest first. */
export class ImportList1700000016500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX import_batch_organisation_ix ON import_batch (organisation_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX import_batch_organisation_ix`);
  }
}
