import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a replay is shown, and the MP4 files made of recordings. A recording of some hours is larger than 2 GB. */
export class Replay1700000022500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE file ALTER COLUMN size TYPE bigint`);
    await runner.query(`
      CREATE TABLE replay_edit (
        session_id    uuid        NOT NULL,
        trim_start_ms integer     NOT NULL DEFAULT 0,
        trim_end_ms   integer,
        hidden        boolean     NOT NULL DEFAULT false,
        downloadable  boolean     NOT NULL DEFAULT false,
        shown_ms      integer,
        changed_by    uuid,
        changed_at    timestamptz NOT NULL,
        CONSTRAINT replay_edit_pk PRIMARY KEY (session_id),
        CONSTRAINT replay_edit_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT replay_edit_changed_by_fk FOREIGN KEY (changed_by) REFERENCES account (id),
        CONSTRAINT replay_edit_trim_ck CHECK (trim_start_ms >= 0 AND trim_end_ms > trim_start_ms)
      )`);
    await runner.query(`
      CREATE TABLE replay_export (
        id           uuid        NOT NULL,
        session_id   uuid        NOT NULL,
        cut_id       uuid,
        state        text        NOT NULL DEFAULT 'waiting',
        progress     integer     NOT NULL DEFAULT 0,
        transcoded   boolean     NOT NULL DEFAULT false,
        file_id      uuid,
        requested_by uuid        NOT NULL,
        requested_at timestamptz NOT NULL,
        finished_at  timestamptz,
        CONSTRAINT replay_export_pk PRIMARY KEY (id),
        CONSTRAINT replay_export_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT replay_export_cut_fk FOREIGN KEY (cut_id) REFERENCES session_cut (id),
        CONSTRAINT replay_export_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
        CONSTRAINT replay_export_requested_by_fk FOREIGN KEY (requested_by) REFERENCES account (id),
        CONSTRAINT replay_export_state_ck CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'superseded')),
        CONSTRAINT replay_export_progress_ck CHECK (progress BETWEEN 0 AND 100)
      )`);
    await runner.query(`CREATE INDEX replay_export_session_ix ON replay_export (session_id, requested_at)`);
    // One at a time: encoding takes a whole core.
    await runner.query(
      `CREATE UNIQUE INDEX replay_export_open_uq ON replay_export (session_id) WHERE state IN ('waiting', 'running')`,
    );
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON replay_edit, replay_export TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE replay_export, replay_edit`);
    await runner.query(`ALTER TABLE file ALTER COLUMN size TYPE integer`);
  }
}
