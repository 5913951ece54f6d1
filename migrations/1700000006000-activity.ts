import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger: one line per fact, append-only, partitioned by month of the business zone (Asia/Shanghai). Lines hold ids
 * and enums only, so that a person's data can be deleted while the figures stay.
 */
export class Activity1700000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE activity (
        id          uuid        NOT NULL,
        occurred_at timestamptz NOT NULL,
        verb        text        NOT NULL,
        person_id   uuid,
        session_id  uuid,
        path        text        NOT NULL,
        details     jsonb       NOT NULL DEFAULT '{}',
        CONSTRAINT activity_pk PRIMARY KEY (occurred_at, id)
      ) PARTITION BY RANGE (occurred_at)`);
    await runner.query(`CREATE INDEX activity_session_ix ON activity (session_id, verb, occurred_at)`);
    await runner.query(`CREATE INDEX activity_verb_ix ON activity (verb, occurred_at)`);
    await runner.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$`);
    await runner.query(`
      CREATE TRIGGER activity_append_only BEFORE UPDATE OR DELETE ON activity
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await runner.query(`
      CREATE TRIGGER activity_no_truncate BEFORE TRUNCATE ON activity
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    // Runs as the owner: the server's role may ask for a month's partition, and for nothing else.
    await runner.query(`
      CREATE FUNCTION ensure_activity_partition(day date) RETURNS text
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE
        first date := date_trunc('month', day)::date;
        name  text := 'activity_' || to_char(first, 'YYYYMM');
      BEGIN
        IF to_regclass(name) IS NULL THEN
          PERFORM pg_advisory_xact_lock(hashtext('ensure_activity_partition'));
          EXECUTE format(
            'CREATE TABLE IF NOT EXISTS %I PARTITION OF activity FOR VALUES FROM (%L) TO (%L)', name,
            first::timestamp AT TIME ZONE 'Asia/Shanghai',
            (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
          EXECUTE format(
            'CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
            name || '_no_truncate', name);
        END IF;
        RETURN name;
      END $$`);
    await runner.query(`REVOKE ALL ON FUNCTION ensure_activity_partition(date) FROM public`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ensure_activity_partition(date) TO yunqiao_app`);
    await runner.query(`GRANT SELECT, INSERT ON activity TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ensure_activity_partition(date)`);
    await runner.query(`DROP TABLE activity`);
    await runner.query(`DROP FUNCTION refuse_change()`);
  }
}
