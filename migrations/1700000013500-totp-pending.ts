import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new authenticator beside the old one: the old one counts until the new one has given a code. */
export class TotpPending1700000013500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE account ADD COLUMN totp_pending text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE account DROP COLUMN totp_pending`);
  }
}
