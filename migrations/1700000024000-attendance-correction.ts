import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an organiser corrects of an attendance: rows with a reason, never edits. Also how long a session's figures took. */
export class AttendanceCorrection1700000024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attendance_correction (
        id          uuid        NOT NULL,
        session_id  uuid        NOT NULL,
        person_id   uuid        NOT NULL,
        kind        text        NOT NULL,
        started_at  timestamptz,
        ended_at    timestamptz,
        withdraws   uuid,
        reason      text        NOT NULL,
        made_by     uuid        NOT NULL,
        made_at     timestamptz NOT NULL,
        CONSTRAINT attendance_correction_pk PRIMARY KEY (id),
        CONSTRAINT attendance_correction_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT attendance_correction_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT attendance_correction_withdraws_fk FOREIGN KEY (withdraws) REFERENCES attendance_correction (id),
        CONSTRAINT attendance_correction_made_by_fk FOREIGN KEY (made_by) REFERENCES account (id),
        CONSTRAINT attendance_correction_withdraws_uq UNIQUE (withdraws),
        CONSTRAINT attendance_correction_kind_ck CHECK (kind IN ('exclude', 'count', 'watched', 'withdrawal')),
        CONSTRAINT attendance_correction_time_ck
          CHECK (CASE WHEN kind = 'watched' THEN ended_at > started_at ELSE started_at IS NULL AND ended_at IS NULL END),
        CONSTRAINT attendance_correction_withdraws_ck CHECK ((kind = 'withdrawal') = (withdraws IS NOT NULL))
      )`);
    await runner.query(
      `CREATE INDEX attendance_correction_session_ix ON attendance_correction (session_id, made_at DESC)`,
    );
    await runner.query(`
      CREATE VIEW standing_correction AS
        SELECT c.* FROM attendance_correction c
        WHERE c.kind <> 'withdrawal' AND NOT EXISTS (SELECT FROM attendance_correction w WHERE w.withdraws = c.id)`);
    // The reason alone may be emptied: when the person's data are erased.
    await runner.query(`GRANT SELECT, INSERT, UPDATE (reason) ON attendance_correction TO yunqiao_app`);
    await runner.query(`GRANT SELECT ON standing_correction TO yunqiao_app`);
    // Who somebody was known to be at a moment: every link of the chain that was made before it.
    await runner.query(`
      CREATE FUNCTION root_person_before(id uuid, moment timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
        WITH RECURSIVE chain(person_id, depth) AS (
          SELECT id, 0
          UNION ALL
          SELECT l.root_id, c.depth + 1 FROM chain c JOIN person_link l USING (person_id)
          WHERE c.depth < 32 AND l.linked_at < coalesce(moment, 'infinity')
        )
        SELECT person_id FROM chain ORDER BY depth DESC LIMIT 1
      $$`);
    await runner.query(`GRANT EXECUTE ON FUNCTION root_person_before(uuid, timestamptz) TO yunqiao_app`);
    await runner.query(`ALTER TABLE attendance_person ADD COLUMN is_corrected boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE attendance_rollup ADD COLUMN took_ms integer NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE attendance_rollup DROP COLUMN took_ms`);
    await runner.query(`ALTER TABLE attendance_person DROP COLUMN is_corrected`);
    await runner.query(`DROP FUNCTION root_person_before(uuid, timestamptz)`);
    await runner.query(`DROP VIEW standing_correction`);
    await runner.query(`DROP TABLE attendance_correction`);
  }
}
