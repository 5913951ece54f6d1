import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a person was told in the app, and how it went out to them by message. */
export class Notice1700000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notice (
        id         uuid        NOT NULL,
        person_id  uuid        NOT NULL,
        kind       text        NOT NULL,
        params     jsonb       NOT NULL,
        href       text,
        dedupe_key text,
        created_at timestamptz NOT NULL,
        read_at    timestamptz,
        CONSTRAINT notice_pk PRIMARY KEY (id),
        CONSTRAINT notice_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT notice_dedupe_uq UNIQUE (person_id, dedupe_key),
        -- A path of the app: '//host' and '/\\host' would lead browsers elsewhere.
        CONSTRAINT notice_href_ck CHECK (href ~ '^/($|[^/\\\\])')
      )`);
    await runner.query(`CREATE INDEX notice_person_ix ON notice (person_id, id)`);
    await runner.query(`CREATE INDEX notice_unread_ix ON notice (person_id, id) WHERE read_at IS NULL`);
    await runner.query(`
      CREATE TABLE notice_delivery (
        id         uuid        NOT NULL,
        notice_id  uuid        NOT NULL,
        channel    text        NOT NULL,
        state      text        NOT NULL DEFAULT 'queued',
        attempts   integer     NOT NULL DEFAULT 0,
        failure    text,
        queued_at  timestamptz NOT NULL,
        settled_at timestamptz,
        CONSTRAINT notice_delivery_pk PRIMARY KEY (id),
        CONSTRAINT notice_delivery_notice_fk FOREIGN KEY (notice_id) REFERENCES notice (id) ON DELETE CASCADE,
        CONSTRAINT notice_delivery_channel_uq UNIQUE (notice_id, channel),
        CONSTRAINT notice_delivery_channel_ck CHECK (channel IN ('sms', 'mail', 'wechat')),
        CONSTRAINT notice_delivery_state_ck CHECK (state IN ('queued', 'sent', 'failed', 'skipped')
          AND (state = 'queued') = (settled_at IS NULL)),
        CONSTRAINT notice_delivery_attempts_ck CHECK (attempts >= 0),
        -- A short code; there is no room for an address or a number in it.
        CONSTRAINT notice_delivery_failure_ck CHECK (failure ~ '^[a-z][a-z0-9_]{0,39}$')
      )`);
    await runner.query(`CREATE INDEX notice_delivery_state_ix ON notice_delivery (state, queued_at)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON notice, notice_delivery TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE notice_delivery, notice`);
  }
}
