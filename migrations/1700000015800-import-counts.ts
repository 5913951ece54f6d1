import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many lines of an import are new and how many known: the lines themselves are gone once it is settled. */
export class ImportCounts1700000015800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_batch
        ADD COLUMN creates integer NOT NULL DEFAULT 0,
        ADD COLUMN updates integer NOT NULL DEFAULT 0`);
    await runner.query(`
      UPDATE import_batch b SET creates = counted.creates, updates = counted.updates
      FROM (SELECT batch_id, count(*) FILTER (WHERE action = 'create') AS creates,
                   count(*) FILTER (WHERE action = 'update') AS updates
            FROM import_line GROUP BY batch_id) AS counted
      WHERE counted.batch_id = b.id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE import_batch DROP COLUMN creates, DROP COLUMN updates`);
  }
}
