import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts with their access tokens, phones, grants and consents, and which persons are one. */
export class Account1700000013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // One outgoing link per person, made once: roots are found by following them.
    await runner.query(`
      CREATE TABLE person_link (
        person_id uuid        NOT NULL,
        root_id   uuid        NOT NULL,
        reason    text        NOT NULL,
        linked_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT person_link_pk PRIMARY KEY (person_id),
        CONSTRAINT person_link_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT person_link_root_fk FOREIGN KEY (root_id) REFERENCES person (id),
        CONSTRAINT person_link_self_ck CHECK (person_id <> root_id),
        CONSTRAINT person_link_reason_ck CHECK (reason IN ('phone', 'account', 'provider'))
      )`);
    await runner.query(`CREATE INDEX person_link_root_ix ON person_link (root_id)`);
    await runner.query(`
      CREATE TRIGGER person_link_append_only BEFORE UPDATE OR DELETE ON person_link
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    // Bounded: a chain longer than this would be a cycle, which linking roots only cannot make.
    await runner.query(`
      CREATE FUNCTION root_person(id uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
        WITH RECURSIVE chain(person_id, depth) AS (
          SELECT id, 0
          UNION ALL
          SELECT l.root_id, c.depth + 1 FROM chain c JOIN person_link l USING (person_id) WHERE c.depth < 32
        )
        SELECT person_id FROM chain ORDER BY depth DESC LIMIT 1
      $$`);
    await runner.query(`
      CREATE TABLE account (
        id                  uuid        NOT NULL,
        person_id           uuid        NOT NULL,
        login               text,
        display_name        text        NOT NULL DEFAULT '',
        password_hash       text,
        password_changed_at timestamptz,
        totp_secret         text,
        totp_confirmed_at   timestamptz,
        totp_last_step      bigint,
        failed_attempts     integer     NOT NULL DEFAULT 0,
        locked_until        timestamptz,
        state               text        NOT NULL DEFAULT 'active',
        created_at          timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_pk PRIMARY KEY (id),
        CONSTRAINT account_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT account_person_uq UNIQUE (person_id),
        CONSTRAINT account_login_uq UNIQUE (login),
        CONSTRAINT account_login_ck CHECK (login = lower(login)),
        CONSTRAINT account_state_ck CHECK (state IN ('active', 'disabled', 'deleted'))
      )`);
    await runner.query(`
      CREATE TABLE person_phone (
        person_id   uuid        NOT NULL,
        phone_enc   text        NOT NULL,
        phone_hmac  text        NOT NULL,
        verified_at timestamptz NOT NULL,
        CONSTRAINT person_phone_pk PRIMARY KEY (person_id),
        CONSTRAINT person_phone_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT person_phone_hmac_uq UNIQUE (phone_hmac)
      )`);
    await runner.query(`
      CREATE TABLE phone_code (
        id          uuid        NOT NULL,
        phone_hmac  text        NOT NULL,
        code_digest text        NOT NULL,
        attempts    integer     NOT NULL DEFAULT 0,
        created_at  timestamptz NOT NULL,
        expires_at  timestamptz NOT NULL,
        used_at     timestamptz,
        CONSTRAINT phone_code_pk PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE INDEX phone_code_phone_ix ON phone_code (phone_hmac, created_at)`);
    await runner.query(`
      CREATE TABLE access_token (
        id           uuid        NOT NULL,
        account_id   uuid        NOT NULL,
        digest       text        NOT NULL,
        created_at   timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        expires_at   timestamptz NOT NULL,
        revoked_at   timestamptz,
        totp_at      timestamptz,
        address      text        NOT NULL DEFAULT '',
        user_agent   text        NOT NULL DEFAULT '',
        CONSTRAINT access_token_pk PRIMARY KEY (id),
        CONSTRAINT access_token_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
        CONSTRAINT access_token_digest_uq UNIQUE (digest)
      )`);
    await runner.query(`CREATE INDEX access_token_account_ix ON access_token (account_id)`);
    await runner.query(`
      CREATE TABLE password_link (
        id         uuid        NOT NULL,
        account_id uuid        NOT NULL,
        digest     text        NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at    timestamptz,
        CONSTRAINT password_link_pk PRIMARY KEY (id),
        CONSTRAINT password_link_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
        CONSTRAINT password_link_digest_uq UNIQUE (digest)
      )`);
    await runner.query(`
      CREATE TABLE account_identity (
        issuer     text        NOT NULL,
        subject    text        NOT NULL,
        account_id uuid        NOT NULL,
        linked_at  timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT account_identity_pk PRIMARY KEY (issuer, subject),
        CONSTRAINT account_identity_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
      )`);
    await runner.query(`CREATE UNIQUE INDEX account_identity_account_uq ON account_identity (account_id, issuer)`);
    await runner.query(`
      CREATE TABLE role_grant (
        id              uuid        NOT NULL,
        account_id      uuid        NOT NULL,
        role            text        NOT NULL,
        path            text        NOT NULL,
        organisation_id uuid,
        given_by        uuid,
        given_at        timestamptz NOT NULL DEFAULT now(),
        revoked_at      timestamptz,
        CONSTRAINT role_grant_pk PRIMARY KEY (id),
        CONSTRAINT role_grant_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
        CONSTRAINT role_grant_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT role_grant_given_by_fk FOREIGN KEY (given_by) REFERENCES account (id),
        CONSTRAINT role_grant_place_ck CHECK ((organisation_id IS NULL) = (path = '/')),
        CONSTRAINT role_grant_role_ck CHECK ((path = '/') = (role IN ('system_admin', 'security_admin', 'audit_admin'))),
        CONSTRAINT role_grant_self_ck CHECK (given_by <> account_id)
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX role_grant_held_uq ON role_grant (account_id, role, path) WHERE revoked_at IS NULL`,
    );
    // The three administrators are three people.
    await runner.query(
      `CREATE UNIQUE INDEX role_grant_admin_uq ON role_grant (account_id) WHERE revoked_at IS NULL AND path = '/'`,
    );
    await runner.query(`CREATE INDEX role_grant_organisation_ix ON role_grant (organisation_id)`);
    await runner.query(`
      CREATE TABLE person_profile (
        person_id       uuid        NOT NULL,
        name            text        NOT NULL DEFAULT '',
        enterprise_name text        NOT NULL DEFAULT '',
        enterprise_id   uuid,
        job_title       text        NOT NULL DEFAULT '',
        county_id       uuid,
        updated_at      timestamptz NOT NULL,
        CONSTRAINT person_profile_pk PRIMARY KEY (person_id),
        CONSTRAINT person_profile_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT person_profile_enterprise_fk FOREIGN KEY (enterprise_id) REFERENCES organisation (id),
        CONSTRAINT person_profile_county_fk FOREIGN KEY (county_id) REFERENCES organisation (id)
      )`);
    await runner.query(`
      CREATE TABLE consent_text (
        purpose      text        NOT NULL,
        version      integer     NOT NULL,
        text_zh      text        NOT NULL,
        text_en      text        NOT NULL,
        published_at timestamptz NOT NULL,
        CONSTRAINT consent_text_pk PRIMARY KEY (purpose, version)
      )`);
    await runner.query(`
      CREATE TABLE consent (
        id              uuid        NOT NULL,
        person_id       uuid        NOT NULL,
        purpose         text        NOT NULL,
        version         integer     NOT NULL,
        organisation_id uuid,
        given_at        timestamptz NOT NULL,
        withdrawn_at    timestamptz,
        CONSTRAINT consent_pk PRIMARY KEY (id),
        CONSTRAINT consent_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT consent_text_fk FOREIGN KEY (purpose, version) REFERENCES consent_text (purpose, version),
        CONSTRAINT consent_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
      )`);
    await runner.query(`CREATE INDEX consent_person_ix ON consent (person_id, purpose)`);
    await runner.query(`GRANT SELECT, INSERT ON person_link, consent_text TO yunqiao_app`);
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE ON account, access_token, password_link, role_grant, consent TO yunqiao_app`,
    );
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON person_phone, phone_code, account_identity, person_profile TO yunqiao_app`,
    );
    await runner.query(`GRANT EXECUTE ON FUNCTION root_person(uuid) TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE consent, consent_text, person_profile, role_grant, account_identity`);
    await runner.query(`DROP TABLE password_link, access_token, phone_code, person_phone, account`);
    await runner.query(`DROP FUNCTION root_person(uuid)`);
    await runner.query(`DROP TABLE person_link`);
  }
}
