import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reminders of sessions that come: what is due when, and how far it has got. Registrations are counted by channel. */
export class SessionReminder1700000015700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session_reminder (
        id          uuid        NOT NULL,
        session_id  uuid        NOT NULL,
        kind        text        NOT NULL,
        starts_at   timestamptz NOT NULL,
        due_at      timestamptz NOT NULL,
        reached_id  uuid,
        finished_at timestamptz,
        CONSTRAINT session_reminder_pk PRIMARY KEY (id),
        CONSTRAINT session_reminder_uq UNIQUE (session_id, kind, starts_at),
        CONSTRAINT session_reminder_session_fk FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE,
        CONSTRAINT session_reminder_kind_ck CHECK (kind IN ('day', 'minutes'))
      )`);
    await runner.query(`CREATE INDEX session_reminder_due_ix ON session_reminder (due_at) WHERE finished_at IS NULL`);
    await runner.query(`CREATE INDEX registration_channel_ix ON registration (channel_id)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON session_reminder TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX registration_channel_ix`);
    await runner.query(`DROP TABLE session_reminder`);
  }
}
