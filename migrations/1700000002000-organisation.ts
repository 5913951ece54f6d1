import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Windows, agencies and enterprises in one tree; `path` holds ancestors and self, each ending in '/'. */
export class Organisation1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE organisation (
        id         uuid        NOT NULL,
        kind       text        NOT NULL,
        level      text,
        name       text        NOT NULL,
        path       text        NOT NULL,
        parent_id  uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT organisation_pk PRIMARY KEY (id),
        CONSTRAINT organisation_parent_fk FOREIGN KEY (parent_id) REFERENCES organisation (id),
        CONSTRAINT organisation_path_uq UNIQUE (path),
        CONSTRAINT organisation_kind_ck CHECK (kind IN ('window', 'agency', 'enterprise')),
        CONSTRAINT organisation_level_ck CHECK ((kind = 'window') = (level IS NOT NULL)
          AND level IN ('province', 'city', 'county', 'cluster')),
        CONSTRAINT organisation_path_ck CHECK (path LIKE '%' || id || '/')
      )`);
    await runner.query(`CREATE INDEX organisation_path_ix ON organisation (path text_pattern_ops)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON organisation TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE organisation`);
  }
}
