import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the network of organisations needs: their particulars, applications, members, invitations, imports, mergers. */
export class Network1700000014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE organisation
        ADD COLUMN state          text NOT NULL DEFAULT 'active',
        ADD COLUMN credit_code    text,
        ADD COLUMN area_code      text,
        ADD COLUMN cluster_id     uuid,
        ADD COLUMN industry       text,
        ADD COLUMN size           text,
        ADD COLUMN channel        text NOT NULL DEFAULT '',
        ADD COLUMN introduction   text NOT NULL DEFAULT '',
        ADD COLUMN address        text NOT NULL DEFAULT '',
        ADD COLUMN telephone      text NOT NULL DEFAULT '',
        ADD COLUMN planned_year   integer,
        ADD COLUMN in_plan        boolean,
        ADD COLUMN built_on       date,
        ADD COLUMN merged_into_id uuid,
        ADD COLUMN updated_at     timestamptz NOT NULL DEFAULT now(),
        ADD CONSTRAINT organisation_cluster_fk FOREIGN KEY (cluster_id) REFERENCES organisation (id),
        ADD CONSTRAINT organisation_merged_into_fk FOREIGN KEY (merged_into_id) REFERENCES organisation (id),
        ADD CONSTRAINT organisation_state_ck CHECK (state IN ('active', 'merged', 'closed')),
        ADD CONSTRAINT organisation_merged_ck CHECK ((state = 'merged') = (merged_into_id IS NOT NULL)),
        ADD CONSTRAINT organisation_credit_code_ck CHECK (credit_code ~ '^[0-9A-HJ-NP-RTUWXY]{18}$'),
        ADD CONSTRAINT organisation_size_ck CHECK (size IN ('large', 'medium', 'small', 'micro'))`);
    // What was merged keeps its code, as history.
    await runner.query(
      `CREATE UNIQUE INDEX organisation_credit_code_uq ON organisation (credit_code) WHERE state <> 'merged'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX organisation_area_code_uq ON organisation (area_code) WHERE kind = 'window' AND state <> 'merged'`,
    );
    await runner.query(`CREATE INDEX organisation_parent_ix ON organisation (parent_id, kind)`);
    await runner.query(`CREATE INDEX organisation_name_ix ON organisation (name text_pattern_ops)`);
    await runner.query(`
      CREATE TABLE organisation_application (
        id              uuid        NOT NULL,
        action          text        NOT NULL,
        kind            text        NOT NULL,
        organisation_id uuid,
        window_id       uuid        NOT NULL,
        account_id      uuid        NOT NULL,
        name            text        NOT NULL,
        credit_code     text        NOT NULL,
        industry        text,
        size            text,
        introduction    text        NOT NULL DEFAULT '',
        contact_name    text        NOT NULL,
        contact_phone   text        NOT NULL,
        categories      jsonb       NOT NULL DEFAULT '[]',
        licence_file_id uuid        NOT NULL,
        channel         text        NOT NULL DEFAULT '',
        state           text        NOT NULL DEFAULT 'submitted',
        revision        integer     NOT NULL DEFAULT 1,
        return_reason   text        NOT NULL DEFAULT '',
        submitted_at    timestamptz NOT NULL,
        reviewed_at     timestamptz,
        reviewed_by     uuid,
        path            text        NOT NULL,
        CONSTRAINT organisation_application_pk PRIMARY KEY (id),
        CONSTRAINT organisation_application_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT organisation_application_window_fk FOREIGN KEY (window_id) REFERENCES organisation (id),
        CONSTRAINT organisation_application_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
        CONSTRAINT organisation_application_reviewer_fk FOREIGN KEY (reviewed_by) REFERENCES account (id),
        CONSTRAINT organisation_application_licence_fk FOREIGN KEY (licence_file_id) REFERENCES file (id),
        CONSTRAINT organisation_application_action_ck CHECK (action IN ('register', 'claim', 'onboard')),
        CONSTRAINT organisation_application_kind_ck CHECK (kind IN ('agency', 'enterprise')),
        CONSTRAINT organisation_application_state_ck CHECK (state IN ('submitted', 'returned', 'approved', 'withdrawn')),
        CONSTRAINT organisation_application_reason_ck CHECK (state <> 'returned' OR return_reason <> '')
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX organisation_application_open_uq ON organisation_application (credit_code)
        WHERE state IN ('submitted', 'returned')`);
    await runner.query(
      `CREATE INDEX organisation_application_path_ix ON organisation_application (path text_pattern_ops, state)`,
    );
    await runner.query(`CREATE INDEX organisation_application_account_ix ON organisation_application (account_id)`);
    await runner.query(`
      CREATE TABLE membership (
        id              uuid        NOT NULL,
        account_id      uuid        NOT NULL,
        organisation_id uuid        NOT NULL,
        role            text        NOT NULL,
        created_at      timestamptz NOT NULL,
        ended_at        timestamptz,
        ended_by        uuid,
        successor_id    uuid,
        CONSTRAINT membership_pk PRIMARY KEY (id),
        CONSTRAINT membership_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
        CONSTRAINT membership_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT membership_ended_by_fk FOREIGN KEY (ended_by) REFERENCES account (id),
        CONSTRAINT membership_successor_fk FOREIGN KEY (successor_id) REFERENCES membership (id)
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX membership_open_uq ON membership (account_id, organisation_id, role) WHERE ended_at IS NULL`,
    );
    await runner.query(`CREATE INDEX membership_organisation_ix ON membership (organisation_id)`);
    await runner.query(`
      CREATE TABLE invitation (
        id              uuid        NOT NULL,
        organisation_id uuid        NOT NULL,
        role            text        NOT NULL,
        name            text        NOT NULL,
        phone_enc       text        NOT NULL,
        phone_hmac      text        NOT NULL,
        digest          text        NOT NULL,
        state           text        NOT NULL DEFAULT 'pending',
        invited_by      uuid        NOT NULL,
        created_at      timestamptz NOT NULL,
        expires_at      timestamptz NOT NULL,
        answered_at     timestamptz,
        account_id      uuid,
        CONSTRAINT invitation_pk PRIMARY KEY (id),
        CONSTRAINT invitation_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT invitation_invited_by_fk FOREIGN KEY (invited_by) REFERENCES account (id),
        CONSTRAINT invitation_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
        CONSTRAINT invitation_digest_uq UNIQUE (digest),
        CONSTRAINT invitation_state_ck CHECK (state IN ('pending', 'accepted', 'declined', 'revoked'))
      )`);
    await runner.query(
      `CREATE UNIQUE INDEX invitation_pending_uq ON invitation (organisation_id, role, phone_hmac) WHERE state = 'pending'`,
    );
    await runner.query(`
      CREATE TABLE service_item (
        id              uuid        NOT NULL,
        organisation_id uuid        NOT NULL,
        name            text        NOT NULL,
        category        text        NOT NULL,
        summary         text        NOT NULL DEFAULT '',
        price           text        NOT NULL DEFAULT '',
        created_at      timestamptz NOT NULL,
        withdrawn_at    timestamptz,
        CONSTRAINT service_item_pk PRIMARY KEY (id),
        CONSTRAINT service_item_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
      )`);
    await runner.query(`CREATE INDEX service_item_organisation_ix ON service_item (organisation_id)`);
    await runner.query(`
      CREATE TABLE organisation_merge (
        id        uuid        NOT NULL,
        source_id uuid        NOT NULL,
        target_id uuid        NOT NULL,
        reason    text        NOT NULL,
        moved     jsonb       NOT NULL,
        merged_by uuid        NOT NULL,
        merged_at timestamptz NOT NULL,
        CONSTRAINT organisation_merge_pk PRIMARY KEY (id),
        CONSTRAINT organisation_merge_source_uq UNIQUE (source_id),
        CONSTRAINT organisation_merge_source_fk FOREIGN KEY (source_id) REFERENCES organisation (id),
        CONSTRAINT organisation_merge_target_fk FOREIGN KEY (target_id) REFERENCES organisation (id),
        CONSTRAINT organisation_merge_merged_by_fk FOREIGN KEY (merged_by) REFERENCES account (id),
        CONSTRAINT organisation_merge_self_ck CHECK (source_id <> target_id)
      )`);
    await runner.query(`CREATE INDEX organisation_merge_target_ix ON organisation_merge (target_id)`);
    await runner.query(`
      CREATE TABLE import_batch (
        id              uuid        NOT NULL,
        kind            text        NOT NULL,
        organisation_id uuid        NOT NULL,
        subject_id      uuid,
        file_id         uuid        NOT NULL,
        state           text        NOT NULL DEFAULT 'reading',
        failure         text,
        lines           integer     NOT NULL DEFAULT 0,
        wrong_lines     integer     NOT NULL DEFAULT 0,
        done_lines      integer     NOT NULL DEFAULT 0,
        created_by      uuid        NOT NULL,
        created_at      timestamptz NOT NULL,
        settled_at      timestamptz,
        path            text        NOT NULL,
        CONSTRAINT import_batch_pk PRIMARY KEY (id),
        CONSTRAINT import_batch_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT import_batch_file_fk FOREIGN KEY (file_id) REFERENCES file (id),
        CONSTRAINT import_batch_created_by_fk FOREIGN KEY (created_by) REFERENCES account (id),
        CONSTRAINT import_batch_state_ck CHECK (state IN ('reading', 'previewed', 'importing', 'imported', 'discarded', 'failed'))
      )`);
    await runner.query(`CREATE INDEX import_batch_path_ix ON import_batch (path text_pattern_ops, created_at)`);
    await runner.query(`
      CREATE TABLE import_line (
        batch_id uuid    NOT NULL,
        line     integer NOT NULL,
        cells    jsonb   NOT NULL,
        action   text    NOT NULL,
        errors   jsonb   NOT NULL DEFAULT '[]',
        CONSTRAINT import_line_pk PRIMARY KEY (batch_id, line),
        CONSTRAINT import_line_batch_fk FOREIGN KEY (batch_id) REFERENCES import_batch (id) ON DELETE CASCADE,
        CONSTRAINT import_line_action_ck CHECK (action IN ('create', 'update', 'refuse'))
      )`);
    await runner.query(`GRANT SELECT, INSERT ON organisation_merge TO yunqiao_app`);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE ON organisation_application, membership, invitation, service_item, import_batch
        TO yunqiao_app`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON import_line TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE import_line, import_batch, organisation_merge, service_item, invitation, membership`,
    );
    await runner.query(`DROP TABLE organisation_application`);
    await runner.query(`DROP INDEX organisation_name_ix, organisation_parent_ix`);
    await runner.query(`DROP INDEX organisation_area_code_uq, organisation_credit_code_uq`);
    await runner.query(`
      ALTER TABLE organisation
        DROP COLUMN state, DROP COLUMN credit_code, DROP COLUMN area_code, DROP COLUMN cluster_id, DROP COLUMN industry,
        DROP COLUMN size, DROP COLUMN channel, DROP COLUMN introduction, DROP COLUMN address, DROP COLUMN telephone,
        DROP COLUMN planned_year, DROP COLUMN in_plan, DROP COLUMN built_on, DROP COLUMN merged_into_id,
        DROP COLUMN updated_at`);
  }
}
