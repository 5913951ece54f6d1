import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Planning of programmes, events and sessions; co-hosts, registrations, venues, channels. */
export class EventPlanning1700000015000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE programme
        ADD COLUMN owner_id     uuid,
        ADD COLUMN summary      text    NOT NULL DEFAULT '',
        ADD COLUMN description  text    NOT NULL DEFAULT '',
        ADD COLUMN fields       jsonb   NOT NULL DEFAULT '[]',
        ADD COLUMN position     integer NOT NULL DEFAULT 0,
        ADD COLUMN closed_at    timestamptz,
        ADD CONSTRAINT programme_owner_fk FOREIGN KEY (owner_id) REFERENCES organisation (id)`);
    await runner.query(`
      CREATE TABLE programme_agency (
        programme_id    uuid        NOT NULL,
        organisation_id uuid        NOT NULL,
        designated_at   timestamptz NOT NULL,
        CONSTRAINT programme_agency_pk PRIMARY KEY (programme_id, organisation_id),
        CONSTRAINT programme_agency_programme_fk FOREIGN KEY (programme_id) REFERENCES programme (id),
        CONSTRAINT programme_agency_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
      )`);
    await runner.query(`
      ALTER TABLE online_event
        ADD COLUMN declared_by_id         uuid,
        ADD COLUMN responsible_account_id uuid,
        ADD COLUMN summary                text        NOT NULL DEFAULT '',
        ADD COLUMN description            text        NOT NULL DEFAULT '',
        ADD COLUMN programme_fields       jsonb       NOT NULL DEFAULT '{}',
        ADD COLUMN poster_file_id         uuid,
        ADD COLUMN key_since              date,
        ADD COLUMN key_reason             text        NOT NULL DEFAULT '',
        ADD COLUMN cancel_reason          text        NOT NULL DEFAULT '',
        ADD COLUMN capacity               integer,
        ADD COLUMN registration_open      boolean     NOT NULL DEFAULT false,
        ADD COLUMN registration_until     timestamptz,
        ADD COLUMN questions              jsonb       NOT NULL DEFAULT '[]',
        ADD COLUMN cloned_from_id         uuid,
        ADD COLUMN published_at           timestamptz,
        ADD COLUMN updated_at             timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN version                integer     NOT NULL DEFAULT 1,
        ADD CONSTRAINT online_event_declared_by_fk FOREIGN KEY (declared_by_id) REFERENCES organisation (id),
        ADD CONSTRAINT online_event_responsible_fk FOREIGN KEY (responsible_account_id) REFERENCES account (id),
        ADD CONSTRAINT online_event_poster_fk FOREIGN KEY (poster_file_id) REFERENCES file (id),
        ADD CONSTRAINT online_event_cloned_from_fk FOREIGN KEY (cloned_from_id) REFERENCES online_event (id),
        ADD CONSTRAINT online_event_capacity_ck CHECK (capacity > 0),
        ADD CONSTRAINT online_event_key_ck CHECK ((key_since IS NULL) = (key_reason = ''))`);
    await runner.query(`CREATE INDEX online_event_path_ix ON online_event (path text_pattern_ops)`);
    await runner.query(`CREATE INDEX online_event_programme_ix ON online_event (programme_id)`);
    await runner.query(`
      ALTER TABLE session
        ADD COLUMN access_code     text,
        ADD COLUMN postponed_from  timestamptz,
        ADD COLUMN cancel_reason   text    NOT NULL DEFAULT '',
        ADD COLUMN current_item_id uuid,
        ADD COLUMN calendar_version integer NOT NULL DEFAULT 0,
        DROP CONSTRAINT session_access_ck,
        ADD CONSTRAINT session_access_ck CHECK (access IN ('public', 'registered', 'code', 'phones', 'link')),
        ADD CONSTRAINT session_access_code_ck CHECK (access <> 'code' OR access_code IS NOT NULL)`);
    await runner.query(`
      ALTER TABLE agenda_item
        ADD COLUMN kind            text    NOT NULL DEFAULT 'talk',
        ADD COLUMN minutes         integer NOT NULL DEFAULT 10,
        ADD COLUMN position        integer NOT NULL DEFAULT 0,
        ADD COLUMN organisation_id uuid,
        ADD CONSTRAINT agenda_item_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        ADD CONSTRAINT agenda_item_kind_ck CHECK (kind IN ('talk', 'pitch', 'roadshow', 'questions', 'break')),
        ADD CONSTRAINT agenda_item_minutes_ck CHECK (minutes BETWEEN 1 AND 600)`);
    await runner.query(`
      ALTER TABLE session
        ADD CONSTRAINT session_current_item_fk FOREIGN KEY (current_item_id) REFERENCES agenda_item (id) ON DELETE SET NULL`);
    await runner.query(`
      CREATE TABLE agenda_service (
        agenda_item_id  uuid NOT NULL,
        service_item_id uuid NOT NULL,
        CONSTRAINT agenda_service_pk PRIMARY KEY (agenda_item_id, service_item_id),
        CONSTRAINT agenda_service_item_fk FOREIGN KEY (agenda_item_id) REFERENCES agenda_item (id) ON DELETE CASCADE,
        CONSTRAINT agenda_service_service_fk FOREIGN KEY (service_item_id) REFERENCES service_item (id)
      )`);
    await runner.query(`
      CREATE TABLE event_cohost (
        id              uuid        NOT NULL,
        event_id        uuid        NOT NULL,
        organisation_id uuid        NOT NULL,
        state           text        NOT NULL DEFAULT 'invited',
        message         text        NOT NULL DEFAULT '',
        invited_by      uuid        NOT NULL,
        invited_at      timestamptz NOT NULL,
        answered_by     uuid,
        answered_at     timestamptz,
        reason          text        NOT NULL DEFAULT '',
        CONSTRAINT event_cohost_pk PRIMARY KEY (id),
        CONSTRAINT event_cohost_uq UNIQUE (event_id, organisation_id),
        CONSTRAINT event_cohost_event_fk FOREIGN KEY (event_id) REFERENCES online_event (id),
        CONSTRAINT event_cohost_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT event_cohost_invited_by_fk FOREIGN KEY (invited_by) REFERENCES account (id),
        CONSTRAINT event_cohost_answered_by_fk FOREIGN KEY (answered_by) REFERENCES account (id),
        CONSTRAINT event_cohost_state_ck CHECK (state IN ('invited', 'accepted', 'declined'))
      )`);
    await runner.query(`CREATE INDEX event_cohost_organisation_ix ON event_cohost (organisation_id, state)`);
    await runner.query(`
      CREATE TABLE channel (
        id              uuid        NOT NULL,
        organisation_id uuid        NOT NULL,
        code            text        NOT NULL,
        name            text        NOT NULL,
        created_at      timestamptz NOT NULL,
        closed_at       timestamptz,
        CONSTRAINT channel_pk PRIMARY KEY (id),
        CONSTRAINT channel_code_uq UNIQUE (code),
        CONSTRAINT channel_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
      )`);
    await runner.query(`CREATE INDEX channel_organisation_ix ON channel (organisation_id)`);
    await runner.query(`
      CREATE TABLE registration (
        id              uuid        NOT NULL,
        event_id        uuid        NOT NULL,
        person_id       uuid        NOT NULL,
        state           text        NOT NULL DEFAULT 'registered',
        name            text        NOT NULL DEFAULT '',
        enterprise_name text        NOT NULL DEFAULT '',
        enterprise_id   uuid,
        job_title       text        NOT NULL DEFAULT '',
        county_id       uuid,
        answers         jsonb       NOT NULL DEFAULT '{}',
        channel_id      uuid,
        registered_at   timestamptz NOT NULL,
        cancelled_at    timestamptz,
        CONSTRAINT registration_pk PRIMARY KEY (id),
        CONSTRAINT registration_uq UNIQUE (event_id, person_id),
        CONSTRAINT registration_event_fk FOREIGN KEY (event_id) REFERENCES online_event (id),
        CONSTRAINT registration_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT registration_enterprise_fk FOREIGN KEY (enterprise_id) REFERENCES organisation (id),
        CONSTRAINT registration_county_fk FOREIGN KEY (county_id) REFERENCES organisation (id),
        CONSTRAINT registration_channel_fk FOREIGN KEY (channel_id) REFERENCES channel (id),
        CONSTRAINT registration_state_ck CHECK (state IN ('registered', 'cancelled'))
      )`);
    await runner.query(`CREATE INDEX registration_person_ix ON registration (person_id)`);
    await runner.query(`CREATE INDEX registration_enterprise_ix ON registration (enterprise_id)`);
    await runner.query(`
      CREATE TABLE invited_phone (
        session_id uuid NOT NULL,
        phone_hmac text NOT NULL,
        phone_enc  text NOT NULL,
        name       text NOT NULL DEFAULT '',
        CONSTRAINT invited_phone_pk PRIMARY KEY (session_id, phone_hmac),
        CONSTRAINT invited_phone_session_fk FOREIGN KEY (session_id) REFERENCES session (id)
      )`);
    await runner.query(`
      CREATE TABLE venue (
        id              uuid        NOT NULL,
        event_id        uuid        NOT NULL,
        organisation_id uuid        NOT NULL,
        name            text        NOT NULL,
        address         text        NOT NULL DEFAULT '',
        capacity        integer,
        created_at      timestamptz NOT NULL,
        withdrawn_at    timestamptz,
        CONSTRAINT venue_pk PRIMARY KEY (id),
        CONSTRAINT venue_event_fk FOREIGN KEY (event_id) REFERENCES online_event (id),
        CONSTRAINT venue_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT venue_capacity_ck CHECK (capacity > 0)
      )`);
    await runner.query(`CREATE INDEX venue_event_ix ON venue (event_id)`);
    await runner.query(`
      CREATE TABLE venue_sign_in (
        id              uuid        NOT NULL,
        venue_id        uuid        NOT NULL,
        person_id       uuid,
        source          text        NOT NULL,
        name            text        NOT NULL DEFAULT '',
        phone_enc       text,
        phone_hmac      text,
        enterprise_name text        NOT NULL DEFAULT '',
        enterprise_id   uuid,
        job_title       text        NOT NULL DEFAULT '',
        signed_in_at    timestamptz NOT NULL,
        CONSTRAINT venue_sign_in_pk PRIMARY KEY (id),
        CONSTRAINT venue_sign_in_venue_fk FOREIGN KEY (venue_id) REFERENCES venue (id),
        CONSTRAINT venue_sign_in_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT venue_sign_in_enterprise_fk FOREIGN KEY (enterprise_id) REFERENCES organisation (id),
        CONSTRAINT venue_sign_in_source_ck CHECK (source IN ('qr', 'roster'))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX venue_sign_in_phone_uq ON venue_sign_in (venue_id, phone_hmac) WHERE phone_hmac IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX venue_sign_in_person_uq ON venue_sign_in (venue_id, person_id) WHERE person_id IS NOT NULL`,
    );
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON event_cohost, channel, registration, venue TO yunqiao_app`);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE, DELETE ON programme_agency, agenda_service, invited_phone, venue_sign_in
        TO yunqiao_app`);
    await runner.query(`GRANT DELETE ON agenda_item, session TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE DELETE ON agenda_item, session FROM yunqiao_app`);
    await runner.query(
      `DROP TABLE venue_sign_in, venue, invited_phone, registration, channel, event_cohost, agenda_service`,
    );
    await runner.query(`
      ALTER TABLE session
        DROP CONSTRAINT session_access_ck, DROP CONSTRAINT session_access_code_ck,
        DROP COLUMN access_code, DROP COLUMN postponed_from, DROP COLUMN cancel_reason, DROP COLUMN current_item_id,
        DROP COLUMN calendar_version`);
    await runner.query(
      `ALTER TABLE session ADD CONSTRAINT session_access_ck CHECK (access IN ('public', 'link')) NOT VALID`,
    );
    await runner.query(`
      ALTER TABLE agenda_item
        DROP COLUMN kind, DROP COLUMN minutes, DROP COLUMN position, DROP COLUMN organisation_id`);
    await runner.query(`DROP INDEX online_event_path_ix, online_event_programme_ix`);
    await runner.query(`
      ALTER TABLE online_event
        DROP COLUMN declared_by_id, DROP COLUMN responsible_account_id, DROP COLUMN summary, DROP COLUMN description,
        DROP COLUMN programme_fields, DROP COLUMN poster_file_id, DROP COLUMN key_since, DROP COLUMN key_reason,
        DROP COLUMN cancel_reason, DROP COLUMN capacity, DROP COLUMN registration_open, DROP COLUMN registration_until,
        DROP COLUMN questions, DROP COLUMN cloned_from_id, DROP COLUMN published_at, DROP COLUMN updated_at,
        DROP COLUMN version`);
    await runner.query(`DROP TABLE programme_agency`);
    await runner.query(`
      ALTER TABLE programme
        DROP COLUMN owner_id, DROP COLUMN summary, DROP COLUMN description, DROP COLUMN fields, DROP COLUMN position,
        DROP COLUMN closed_at`);
  }
}
