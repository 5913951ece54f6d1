import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever acts. A row holds no name and no phone: those come with consent, in tables of their own. */
export class Person1700000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person (
        id         uuid        NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT person_pk PRIMARY KEY (id)
      )`);
    await runner.query(`GRANT SELECT, INSERT ON person TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE person`);
  }
}
