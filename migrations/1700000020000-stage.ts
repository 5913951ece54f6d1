import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The stage of a session: who is on it, what the director chose, invitations of speakers, raised hands. */
export class Stage1700000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE stage (
        session_id      uuid        NOT NULL,
        scene           jsonb,
        strip           boolean     NOT NULL DEFAULT true,
        rehearsing_since timestamptz,
        CONSTRAINT stage_pk PRIMARY KEY (session_id),
        CONSTRAINT stage_session_fk FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE stage_invitation (
        id         uuid        NOT NULL,
        session_id uuid        NOT NULL,
        name       text        NOT NULL,
        unit       text        NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT stage_invitation_pk PRIMARY KEY (id),
        CONSTRAINT stage_invitation_session_fk FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX stage_invitation_session_ix ON stage_invitation (session_id)`);
    await runner.query(`
      CREATE TABLE stage_participant (
        id            uuid        NOT NULL,
        session_id    uuid        NOT NULL,
        person_id     uuid        NOT NULL,
        role          text        NOT NULL,
        name          text        NOT NULL,
        unit          text        NOT NULL,
        place         text        NOT NULL,
        muted         boolean     NOT NULL DEFAULT false,
        invitation_id uuid,
        entered_at    timestamptz NOT NULL,
        removed_at    timestamptz,
        CONSTRAINT stage_participant_pk PRIMARY KEY (id),
        CONSTRAINT stage_participant_uq UNIQUE (session_id, person_id),
        CONSTRAINT stage_participant_session_fk FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE,
        CONSTRAINT stage_participant_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT stage_participant_invitation_fk FOREIGN KEY (invitation_id) REFERENCES stage_invitation (id),
        CONSTRAINT stage_participant_role_ck CHECK (role IN ('host', 'speaker', 'guest')),
        CONSTRAINT stage_participant_place_ck CHECK (place IN ('backstage', 'on_stage'))
      )`);
    await runner.query(`CREATE INDEX stage_participant_person_ix ON stage_participant (person_id)`);
    await runner.query(`CREATE INDEX stage_participant_invitation_ix ON stage_participant (invitation_id)`);
    await runner.query(`
      CREATE TABLE raised_hand (
        id         uuid        NOT NULL,
        session_id uuid        NOT NULL,
        person_id  uuid        NOT NULL,
        name       text        NOT NULL,
        unit       text        NOT NULL,
        topic      text        NOT NULL,
        state      text        NOT NULL DEFAULT 'raised',
        raised_at  timestamptz NOT NULL,
        settled_at timestamptz,
        CONSTRAINT raised_hand_pk PRIMARY KEY (id),
        CONSTRAINT raised_hand_session_fk FOREIGN KEY (session_id) REFERENCES session (id) ON DELETE CASCADE,
        CONSTRAINT raised_hand_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT raised_hand_state_ck
          CHECK (state IN ('raised', 'called', 'accepted', 'declined', 'lowered', 'dismissed'))
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX raised_hand_open_uq ON raised_hand (session_id, person_id) WHERE state IN ('raised', 'called')`);
    await runner.query(`CREATE INDEX raised_hand_session_ix ON raised_hand (session_id, raised_at)`);
    await runner.query(`CREATE INDEX raised_hand_person_ix ON raised_hand (person_id)`);
    for (const table of TABLES) await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}

/** In the order in which they can be dropped. */
const TABLES = ['raised_hand', 'stage_participant', 'stage_invitation', 'stage'];
