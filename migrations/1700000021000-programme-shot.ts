import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was on air from when to when: the picture's layout and sources, and the names that stood on it. */
export class ProgrammeShot1700000021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE programme_shot (
        id         uuid        NOT NULL,
        session_id uuid        NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at   timestamptz,
        layout     text        NOT NULL,
        sources    jsonb       NOT NULL,
        strip      boolean     NOT NULL,
        CONSTRAINT programme_shot_pk PRIMARY KEY (id),
        CONSTRAINT programme_shot_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT programme_shot_layout_ck CHECK (layout IN ('single', 'inset', 'side_by_side'))
      )`);
    await runner.query(`CREATE INDEX programme_shot_session_ix ON programme_shot (session_id, started_at)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON programme_shot TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE programme_shot`);
  }
}
