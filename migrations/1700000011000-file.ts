import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Uploaded and produced files: the row knows what the bytes in the storage are, whose, and until when. */
export class File1700000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE file (
        id          uuid        NOT NULL,
        purpose     text        NOT NULL,
        owner_path  text,
        person_id   uuid,
        name        text        NOT NULL,
        type        text        NOT NULL,
        size        integer     NOT NULL,
        sha256      text        NOT NULL,
        storage_key text        NOT NULL,
        created_at  timestamptz NOT NULL,
        expires_at  timestamptz,
        deleted_at  timestamptz,
        CONSTRAINT file_pk PRIMARY KEY (id),
        CONSTRAINT file_person_fk FOREIGN KEY (person_id) REFERENCES person (id),
        CONSTRAINT file_storage_key_uq UNIQUE (storage_key),
        CONSTRAINT file_size_ck CHECK (size >= 0)
      )`);
    await runner.query(`CREATE INDEX file_expires_ix ON file (expires_at) WHERE deleted_at IS NULL`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON file TO yunqiao_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE file`);
  }
}
