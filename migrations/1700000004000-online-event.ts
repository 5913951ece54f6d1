import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programmes (专项) and the online events that belong to them; an event is declared and hosted by a window. */
export class OnlineEvent1700000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE programme (
        id         uuid        NOT NULL,
        slug       text        NOT NULL,
        name       text        NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT programme_pk PRIMARY KEY (id),
        CONSTRAINT programme_slug_uq UNIQUE (slug)
      )`);
    await runner.query(`
      CREATE TABLE online_event (
        id                uuid        NOT NULL,
        host_id           uuid        NOT NULL,
        programme_id      uuid,
        title             text        NOT NULL,
        form              text        NOT NULL,
        mode              text        NOT NULL,
        plan_state        text        NOT NULL DEFAULT 'declared',
        publication_state text        NOT NULL DEFAULT 'draft',
        path              text        NOT NULL,
        created_at        timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT online_event_pk PRIMARY KEY (id),
        CONSTRAINT online_event_host_fk FOREIGN KEY (host_id) REFERENCES organisation (id),
        CONSTRAINT online_event_programme_fk FOREIGN KEY (programme_id) REFERENCES programme (id),
        CONSTRAINT online_event_form_ck CHECK (form IN ('docking', 'training', 'lecture', 'micro_class', 'salon',
          'assistance', 'enterprise_visit', 'service_conference', 'competition', 'knowledge_contest')),
        CONSTRAINT online_event_mode_ck CHECK (mode IN ('online', 'offline', 'hybrid')),
        CONSTRAINT online_event_plan_ck CHECK (plan_state IN ('declared', 'held', 'cancelled')),
        CONSTRAINT online_event_publication_ck CHECK (publication_state IN ('draft', 'published', 'archived'))
      )`);
    await runner.query(`CREATE INDEX online_event_host_ix ON online_event (host_id)`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON programme, online_event TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE online_event, programme`);
  }
}
