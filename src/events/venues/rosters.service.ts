import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { SealedText } from '../../infra/sealed-text.js';
import { batches } from '../../organisations/imports/import-batches.js';
import {
  type ImportDefinition,
  ImportKinds,
  type ImportScope,
  type Query,
} from '../../organisations/imports/import-kinds.js';
import { checkRoster, ROSTER_COLUMNS, type RosterRow } from './roster-lines.js';
import { SIGN_IN_PHONE } from './venue-phone.js';

/** Rosters of venues: who was there, from a table. Whoever signed in at the door as well is one human, counted once. */
@Injectable()
export class Rosters implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly phones: Phones,
    private readonly sealed: SealedText,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this.definition());
  }

  private definition(): ImportDefinition<RosterRow> {
    return {
      kind: 'roster',
      title: '参会名册',
      columns: ROSTER_COLUMNS,
      right: 'venue.manage',
      hasSubject: true,
      hold: async (tx, { subjectId }) => {
        await tx.query(`SELECT 1 FROM venue WHERE id = $1 FOR SHARE`, [subjectId]);
      },
      check: async (query, scope, lines) => {
        const there = await this.numbersAt(query, scope);
        return checkRoster(lines, (phone) => there.has(this.phones.digest(phone)));
      },
      apply: (tx, scope, lines, progress) => this.apply(tx, scope, lines, progress),
    };
  }

  /** @throws AppError `venue.not_found` for one that was withdrawn meanwhile */
  private async numbersAt(query: Query, { subjectId }: ImportScope): Promise<ReadonlySet<string>> {
    const [venue] = await query(`SELECT 1 FROM venue WHERE id = $1 AND withdrawn_at IS NULL`, [subjectId]);
    if (!venue) throw new AppError('venue.not_found');
    const rows = await query<{ phone_hmac: string }>(
      `SELECT phone_hmac FROM venue_sign_in WHERE venue_id = $1 AND phone_hmac IS NOT NULL`,
      [subjectId],
    );
    return new Set(rows.map(({ phone_hmac }) => phone_hmac));
  }

  private async apply(
    tx: Tx,
    { subjectId: venueId }: ImportScope,
    lines: readonly { action: 'create' | 'update'; row: RosterRow }[],
    progress: (done: number) => Promise<void>,
  ): Promise<void> {
    for (const { batch, done } of batches(lines)) {
      await this.write(
        tx,
        venueId,
        batch.map(({ row }) => row),
      );
      await progress(done);
    }
    const [event] = await tx.query<{ id: string; path: string }>(
      `SELECT e.id, e.path FROM venue v JOIN online_event e ON e.id = v.event_id WHERE v.id = $1`,
      [venueId],
    );
    if (!event) throw new AppError('venue.not_found');
    const people = lines.filter(({ action }) => action === 'create').length;
    const details = { eventId: event.id, venueId, people };
    await this.ledger.record(tx, { verb: 'venue.roster_imported', path: event.path, details });
  }

  /** Of whom is there already only what is missing is filled in; how they came stays. */
  private async write(tx: Tx, venueId: string | null, rows: readonly RosterRow[]): Promise<void> {
    await tx.query(
      `INSERT INTO venue_sign_in AS there (id, venue_id, source, name, phone_enc, phone_hmac, enterprise_name,
                                           job_title, signed_in_at)
       SELECT id, $1, 'roster', name, phone_enc, phone_hmac, enterprise_name, job_title, $2
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
         AS row (id, name, phone_enc, phone_hmac, enterprise_name, job_title)
       ON CONFLICT (venue_id, phone_hmac) WHERE phone_hmac IS NOT NULL DO UPDATE SET
         name = coalesce(nullif(there.name, ''), excluded.name),
         enterprise_name = coalesce(nullif(there.enterprise_name, ''), excluded.enterprise_name),
         job_title = coalesce(nullif(there.job_title, ''), excluded.job_title)`,
      [
        venueId,
        this.clock.now(),
        rows.map(() => newId()),
        rows.map(({ name }) => name),
        rows.map(({ phone }) => this.sealed.seal(phone, SIGN_IN_PHONE)),
        rows.map(({ phone }) => this.phones.digest(phone)),
        rows.map(({ enterpriseName }) => enterpriseName),
        rows.map(({ jobTitle }) => jobTitle),
      ],
    );
  }
}
