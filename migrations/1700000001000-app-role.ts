import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The role under which the server works (see src/infra/database/connection.ts). It owns nothing; each migration grants
 * what the server may do with its tables.
 */
export class AppRole1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Roles belong to the whole cluster: another database of it may have made this one already, perhaps just now.
    await runner.query(`
      DO $$ BEGIN
        CREATE ROLE yunqiao_app NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$`);
    await runner.query(`DO $$ BEGIN EXECUTE format('GRANT yunqiao_app TO %I', current_user); END $$`);
    await runner.query(`GRANT USAGE ON SCHEMA public TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE USAGE ON SCHEMA public FROM yunqiao_app`);
    // The role itself stays: other databases of the cluster may use it.
  }
}
