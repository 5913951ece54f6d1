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
        -- Where the login may not make roles, an administrator has made this one and granted it.
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'yunqiao_app') THEN
          CREATE ROLE yunqiao_app NOLOGIN;
        END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$`);
    await runner.query(`
      DO $$ BEGIN
        IF NOT pg_has_role(current_user, 'yunqiao_app', 'MEMBER') THEN
          EXECUTE format('GRANT yunqiao_app TO %I', current_user);
        END IF;
      END $$`);
    await runner.query(`GRANT USAGE ON SCHEMA public TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE USAGE ON SCHEMA public FROM yunqiao_app`);
    // The role itself stays: other databases of the cluster may use it.
  }
}
