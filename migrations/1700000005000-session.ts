import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions (场次), their agenda, and the windows of time in which they were on air. */
export class Session1700000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session (
        id          uuid        NOT NULL,
        event_id    uuid        NOT NULL,
        title       text        NOT NULL,
        summary     text        NOT NULL DEFAULT '',
        description text        NOT NULL DEFAULT '',
        state       text        NOT NULL DEFAULT 'scheduled',
        on_air      text        NOT NULL DEFAULT 'off',
        access      text        NOT NULL DEFAULT 'public',
        starts_at   timestamptz NOT NULL,
        ends_at     timestamptz NOT NULL,
        live_since  timestamptz,
        ended_at    timestamptz,
        path        text        NOT NULL,
        created_at  timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT session_pk PRIMARY KEY (id),
        CONSTRAINT session_event_fk FOREIGN KEY (event_id) REFERENCES online_event (id),
        CONSTRAINT session_state_ck CHECK (state IN ('scheduled', 'live', 'ended', 'replay', 'postponed', 'cancelled')),
        CONSTRAINT session_on_air_ck CHECK (on_air IN ('off', 'on', 'paused') AND (state = 'live' OR on_air = 'off')),
        CONSTRAINT session_access_ck CHECK (access IN ('public', 'link')),
        CONSTRAINT session_times_ck CHECK (ends_at > starts_at)
      )`);
    await runner.query(`CREATE INDEX session_event_ix ON session (event_id)`);
    await runner.query(`CREATE INDEX session_state_ix ON session (state, starts_at)`);
    await runner.query(`
      CREATE TABLE agenda_item (
        id         uuid        NOT NULL,
        session_id uuid        NOT NULL,
        starts_at  timestamptz NOT NULL,
        title      text        NOT NULL,
        presenter  text        NOT NULL DEFAULT '',
        CONSTRAINT agenda_item_pk PRIMARY KEY (id),
        CONSTRAINT agenda_item_session_fk FOREIGN KEY (session_id) REFERENCES session (id)
      )`);
    await runner.query(`CREATE INDEX agenda_item_session_ix ON agenda_item (session_id, starts_at)`);
    await runner.query(`
      CREATE TABLE on_air_window (
        id         uuid        NOT NULL,
        session_id uuid        NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at   timestamptz,
        CONSTRAINT on_air_window_pk PRIMARY KEY (id),
        CONSTRAINT on_air_window_session_fk FOREIGN KEY (session_id) REFERENCES session (id),
        CONSTRAINT on_air_window_order_ck CHECK (ended_at >= started_at)
      )`);
    // A session is on air at most once at a time.
    await runner.query(
      `CREATE UNIQUE INDEX on_air_window_open_uq ON on_air_window (session_id) WHERE ended_at IS NULL`,
    );
    await runner.query(`CREATE INDEX on_air_window_session_ix ON on_air_window (session_id, started_at)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON session, agenda_item, on_air_window TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE on_air_window, agenda_item, session`);
  }
}
