import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the files of an organisation that moves: their paths follow it, and those that did not are set right. */
export class FileOwner1700000016300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX file_owner_ix ON file (owner_path text_pattern_ops)`);
    // The last id of a path is the organisation's own; it moved, the file's path did not.
    await runner.query(`
      UPDATE file f SET owner_path = o.path FROM organisation o
      WHERE o.id = substring(f.owner_path FROM '([^/]+)/$')::uuid AND f.owner_path <> o.path`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX file_owner_ix`);
  }
}
