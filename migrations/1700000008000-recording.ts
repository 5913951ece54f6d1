import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a session's programme feed left behind: its takes, and the recording that they make together. */
export class Recording1700000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE programme_take (
        session_id  uuid        NOT NULL,
        take        integer     NOT NULL,
        started_at  timestamptz NOT NULL,
        duration_ms integer     NOT NULL DEFAULT 0,
        codec       text,
        width       integer,
        height      integer,
        transcoded  boolean     NOT NULL DEFAULT false,
        CONSTRAINT programme_take_pk PRIMARY KEY (session_id, take),
        CONSTRAINT programme_take_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT programme_take_duration_ck CHECK (duration_ms >= 0)
      )`);
    await runner.query(`
      CREATE TABLE recording (
        session_id  uuid        NOT NULL,
        prefix      text        NOT NULL,
        duration_ms integer     NOT NULL,
        segments    integer     NOT NULL,
        finished_at timestamptz NOT NULL,
        CONSTRAINT recording_pk PRIMARY KEY (session_id),
        CONSTRAINT recording_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT recording_duration_ck CHECK (duration_ms > 0)
      )`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON programme_take, recording TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE recording, programme_take`);
  }
}
