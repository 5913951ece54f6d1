import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is put on air from files: slides, pictures and videos of a session's stage. */
export class StageMaterial1700000020500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stage_material (
        id         uuid        NOT NULL,
        session_id uuid        NOT NULL,
        owner_id   uuid,
        kind       text        NOT NULL,
        title      text        NOT NULL,
        pages      integer     NOT NULL,
        page       integer     NOT NULL DEFAULT 1,
        "loop"     boolean     NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL,
        removed_at timestamptz,
        CONSTRAINT stage_material_pk PRIMARY KEY (id),
        CONSTRAINT stage_material_session_fk FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE,
        CONSTRAINT stage_material_owner_fk FOREIGN KEY (owner_id) REFERENCES stage_participant (id),
        CONSTRAINT stage_material_kind_ck CHECK (kind IN ('slides', 'picture', 'clip')),
        CONSTRAINT stage_material_page_ck CHECK (page BETWEEN 1 AND pages)
      )`);
    await runner.query(`CREATE INDEX stage_material_session_ix ON stage_material (session_id)`);
    await runner.query(`CREATE INDEX stage_material_owner_ix ON stage_material (owner_id)`);
    await runner.query(`
      CREATE TABLE stage_page (
        material_id uuid    NOT NULL,
        page        integer NOT NULL,
        file_id     uuid    NOT NULL,
        CONSTRAINT stage_page_pk PRIMARY KEY (material_id, page),
        CONSTRAINT stage_page_material_fk FOREIGN KEY (material_id) REFERENCES stage_material (id) ON DELETE CASCADE,
        CONSTRAINT stage_page_file_fk FOREIGN KEY (file_id) REFERENCES file (id)
      )`);
    await runner.query(`CREATE INDEX stage_page_file_ix ON stage_page (file_id)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON stage_material, stage_page TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE stage_page`);
    await runner.query(`DROP TABLE stage_material`);
  }
}
