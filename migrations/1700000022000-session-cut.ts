import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One-key cuts (紧急切断): when a session was made dark, by whom and why; when that was lifted, and what stays withdrawn. */
export class SessionCut1700000022000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session_cut (
        id             uuid        NOT NULL,
        session_id     uuid        NOT NULL,
        reason         text        NOT NULL,
        cut_at         timestamptz NOT NULL,
        cut_person_id  uuid,
        cut_account_id uuid,
        last_segment   integer,
        lifted_at      timestamptz,
        lifted_by      uuid,
        note           text        NOT NULL DEFAULT '',
        withdrawn_from timestamptz,
        withdrawn_to   timestamptz,
        CONSTRAINT session_cut_pk PRIMARY KEY (id),
        CONSTRAINT session_cut_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT session_cut_person_fk FOREIGN KEY (cut_person_id) REFERENCES person (id),
        CONSTRAINT session_cut_account_fk FOREIGN KEY (cut_account_id) REFERENCES account (id),
        CONSTRAINT session_cut_lifted_by_fk FOREIGN KEY (lifted_by) REFERENCES account (id),
        CONSTRAINT session_cut_reason_ck
          CHECK (reason IN ('content', 'privacy', 'wrong_picture', 'intruder', 'order', 'other')),
        CONSTRAINT session_cut_lifted_ck CHECK (
          (lifted_at IS NULL AND lifted_by IS NULL AND withdrawn_from IS NULL AND withdrawn_to IS NULL)
          OR (lifted_at >= cut_at AND lifted_by IS NOT NULL AND withdrawn_to >= withdrawn_from))
      )`);
    await runner.query(`CREATE INDEX session_cut_session_ix ON session_cut (session_id, cut_at)`);
    // A session is dark or it is not: two people who press at once make one cut.
    await runner.query(`CREATE UNIQUE INDEX session_cut_open_uq ON session_cut (session_id) WHERE lifted_at IS NULL`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON session_cut TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE session_cut`);
  }
}
