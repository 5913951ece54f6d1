import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Attendance: intervals as pages' beats made them (partitioned by month of the business zone), and what is recomputed
 * from them for each session: a row for each person, one for each minute.
 */
export class Attendance1700000023000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attendance_interval (
        id         uuid        NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at   timestamptz NOT NULL,
        session_id uuid        NOT NULL,
        person_id  uuid        NOT NULL,
        kind       text        NOT NULL,
        way        text        NOT NULL,
        device     text        NOT NULL,
        channel    text,
        exclusion  text,
        CONSTRAINT attendance_interval_pk PRIMARY KEY (started_at, id),
        CONSTRAINT attendance_interval_order_ck CHECK (ended_at >= started_at),
        CONSTRAINT attendance_interval_kind_ck CHECK (kind IN ('stay', 'watch')),
        CONSTRAINT attendance_interval_way_ck CHECK (way IN ('webrtc', 'hls', 'recording')),
        CONSTRAINT attendance_interval_device_ck CHECK (device IN ('wechat', 'phone', 'tablet', 'computer', 'other')),
        CONSTRAINT attendance_interval_exclusion_ck CHECK (exclusion IN ('stage', 'staff', 'robot'))
      ) PARTITION BY RANGE (started_at)`);
    await runner.query(`CREATE INDEX attendance_interval_session_ix ON attendance_interval (session_id, started_at)`);
    // Its end is not in an index: with some room in the pages, moving it on costs no index entry.
    await runner.query(`
      CREATE FUNCTION ensure_attendance_partition(day date) RETURNS text
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE
        first date := date_trunc('month', day)::date;
        name  text := 'attendance_interval_' || to_char(first, 'YYYYMM');
      BEGIN
        IF to_regclass(name) IS NULL THEN
          PERFORM pg_advisory_xact_lock(hashtext('ensure_attendance_partition'));
          EXECUTE format(
            'CREATE TABLE IF NOT EXISTS %I PARTITION OF attendance_interval FOR VALUES FROM (%L) TO (%L) WITH (fillfactor = 70)',
            name,
            first::timestamp AT TIME ZONE 'Asia/Shanghai',
            (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
        END IF;
        RETURN name;
      END $$`);
    await runner.query(`REVOKE ALL ON FUNCTION ensure_attendance_partition(date) FROM public`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ensure_attendance_partition(date) TO yunqiao_app`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON attendance_interval TO yunqiao_app`);

    await runner.query(`
      CREATE FUNCTION seconds_of(spans tstzmultirange) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(round(sum(extract(epoch FROM upper(span) - lower(span)))), 0)::integer FROM unnest(spans) AS span
      $$`);
    // Times of watching: what lies less than the gap apart is one; each counts that is at least as long as the shortest.
    await runner.query(`
      CREATE FUNCTION times_of(spans tstzmultirange, gap interval, shortest interval) RETURNS integer
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        WITH piece AS (
          SELECT lower(span) AS begun, upper(span) - lower(span) AS length,
                 coalesce(lower(span) - lag(upper(span)) OVER (ORDER BY lower(span)) >= gap, true) AS anew
          FROM unnest(spans) AS span
        ), numbered AS (
          SELECT length, count(*) FILTER (WHERE anew) OVER (ORDER BY begun) AS number FROM piece
        )
        SELECT count(*)::integer FROM (SELECT 1 FROM numbered GROUP BY number HAVING sum(length) >= shortest) AS time
      $$`);
    await runner.query(`
      CREATE TABLE attendance_rollup (
        session_id  uuid        NOT NULL,
        due         boolean     NOT NULL,
        computed_at timestamptz,
        closed_until timestamptz,
        CONSTRAINT attendance_rollup_pk PRIMARY KEY (session_id),
        CONSTRAINT attendance_rollup_session_fk FOREIGN KEY (session_id) REFERENCES session (id)
      )`);
    await runner.query(`
      CREATE TABLE attendance_person (
        session_id      uuid        NOT NULL,
        person_id       uuid        NOT NULL,
        exclusion       text,
        first_at        timestamptz,
        last_at         timestamptz,
        stay_seconds    integer     NOT NULL,
        watch_seconds   integer     NOT NULL,
        replay_seconds  integer     NOT NULL,
        views           integer     NOT NULL,
        replay_views    integer     NOT NULL,
        ways            text[]      NOT NULL,
        devices         text[]      NOT NULL,
        channel         text,
        county_id       uuid,
        enterprise_id   uuid,
        enterprise_name text        NOT NULL DEFAULT '',
        CONSTRAINT attendance_person_pk PRIMARY KEY (session_id, person_id),
        CONSTRAINT attendance_person_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT attendance_person_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT attendance_person_county_fk FOREIGN KEY (county_id) REFERENCES organisation (id),
        CONSTRAINT attendance_person_enterprise_fk FOREIGN KEY (enterprise_id) REFERENCES organisation (id)
      )`);
    await runner.query(`CREATE INDEX attendance_person_person_ix ON attendance_person (person_id)`);
    await runner.query(`
      CREATE TABLE attendance_minute (
        session_id uuid        NOT NULL,
        minute     timestamptz NOT NULL,
        present    integer     NOT NULL,
        watching   integer     NOT NULL,
        CONSTRAINT attendance_minute_pk PRIMARY KEY (session_id, minute),
        CONSTRAINT attendance_minute_session_fk FOREIGN KEY (session_id) REFERENCES session (id)
      )`);
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON attendance_rollup, attendance_person, attendance_minute TO yunqiao_app`,
    );
    await runner.query(`
      ALTER TABLE online_event ADD COLUMN effective_percent integer,
        ADD CONSTRAINT online_event_effective_percent_ck CHECK (effective_percent BETWEEN 1 AND 100)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE online_event DROP COLUMN effective_percent`);
    for (const table of ['attendance_minute', 'attendance_person', 'attendance_rollup', 'attendance_interval']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`DROP FUNCTION times_of(tstzmultirange, interval, interval)`);
    await runner.query(`DROP FUNCTION seconds_of(tstzmultirange)`);
    await runner.query(`DROP FUNCTION ensure_attendance_partition(date)`);
  }
}
