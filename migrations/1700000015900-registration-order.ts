import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For counting those registered, and for going through them in order: lists, exports, reminders. */
export class RegistrationOrder1700000015900 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX registration_event_ix ON registration (event_id, state, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX registration_event_ix`);
  }
}
