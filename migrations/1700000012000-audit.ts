import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit: who did what in the administration. Entries are sealed into a hash chain after their commit; entries, seals
 * and the results of checks refuse every change, for their owner too as long as the triggers are on. Nothing removes
 * them: they are kept longer than the 180 days that are asked for.
 */
export class Audit1700000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // `seq` is the order of writing whatever the clocks say; rolled-back commands leave holes in it, so a hole proves
    // nothing. No foreign key to accounts and persons: an entry outlives them.
    await runner.query(`
      CREATE TABLE audit_entry (
        id           uuid        NOT NULL,
        seq          bigint      GENERATED ALWAYS AS IDENTITY,
        occurred_at  timestamptz NOT NULL,
        account_id   uuid,
        person_id    uuid,
        address      text,
        user_agent   text,
        action       text        NOT NULL,
        path         text        NOT NULL,
        subject_kind text        NOT NULL,
        subject_id   text,
        before       jsonb,
        after        jsonb,
        result       text        NOT NULL,
        code         text,
        CONSTRAINT audit_entry_pk PRIMARY KEY (id),
        CONSTRAINT audit_entry_seq_uq UNIQUE (seq),
        CONSTRAINT audit_entry_user_agent_ck CHECK (length(user_agent) <= 200),
        CONSTRAINT audit_entry_path_ck CHECK (path LIKE '/%' AND path LIKE '%/'),
        CONSTRAINT audit_entry_result_ck CHECK (result IN ('done', 'refused')),
        CONSTRAINT audit_entry_code_ck CHECK ((result = 'refused') = (code IS NOT NULL))
      )`);
    await runner.query(`CREATE INDEX audit_entry_time_ix ON audit_entry (occurred_at, id)`);
    await runner.query(`CREATE INDEX audit_entry_action_ix ON audit_entry (action, occurred_at, id)`);
    await runner.query(`CREATE INDEX audit_entry_account_ix ON audit_entry (account_id, occurred_at, id)`);
    await runner.query(`CREATE INDEX audit_entry_subject_ix ON audit_entry (subject_kind, subject_id)`);
    await runner.query(`CREATE INDEX audit_entry_refused_ix ON audit_entry (occurred_at, id) WHERE result = 'refused'`);
    await runner.query(`CREATE INDEX audit_entry_path_ix ON audit_entry (path text_pattern_ops)`);
    await runner.query(`
      CREATE TABLE audit_seal (
        no        bigint      NOT NULL,
        entry_id  uuid        NOT NULL,
        prev_hash text        NOT NULL,
        hash      text        NOT NULL,
        sealed_at timestamptz NOT NULL,
        CONSTRAINT audit_seal_pk PRIMARY KEY (no),
        CONSTRAINT audit_seal_entry_uq UNIQUE (entry_id),
        CONSTRAINT audit_seal_entry_fk FOREIGN KEY (entry_id) REFERENCES audit_entry (id),
        CONSTRAINT audit_seal_no_ck CHECK (no > 0),
        CONSTRAINT audit_seal_hash_ck CHECK (hash ~ '^[0-9a-f]{64}$' AND prev_hash ~ '^[0-9a-f]{64}$')
      )`);
    await runner.query(`
      CREATE TABLE audit_check (
        id           uuid        NOT NULL,
        account_id   uuid,
        requested_at timestamptz NOT NULL,
        finished_at  timestamptz NOT NULL,
        report       jsonb       NOT NULL,
        CONSTRAINT audit_check_pk PRIMARY KEY (id)
      )`);
    await runner.query(`CREATE INDEX audit_check_finished_ix ON audit_check (finished_at)`);
    for (const table of ['audit_entry', 'audit_seal', 'audit_check']) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await runner.query(`
        CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
    await runner.query(`GRANT SELECT, INSERT ON audit_entry, audit_seal, audit_check TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_check, audit_seal, audit_entry`);
  }
}
