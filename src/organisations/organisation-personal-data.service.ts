import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../accounts/persons/personal-data.js';
import { ReadPool } from '../infra/database/read-pool.js';
import type { Tx } from '../infra/database/transactions.js';
import { Jobs } from '../infra/jobs.js';
import { maskPhone } from '../infra/phone.js';
import { SealedText } from '../infra/sealed-text.js';
import { Files } from '../infra/storage/files.service.js';
import { CONTACT_CONTEXT } from './applications/applications.service.js';

/** Those that they answered, and those that only lie at their number. */
const THEIR_INVITATIONS = `(
  i.account_id IN (SELECT id FROM account WHERE person_id = ANY($1))
  OR i.phone_hmac IN (SELECT phone_hmac FROM person_phone WHERE person_id = ANY($1)))`;

/** What this room holds of a person: applications with their contact, memberships, invitations. */
@Injectable()
export class OrganisationPersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly reads: ReadPool,
    private readonly sealed: SealedText,
    private readonly files: Files,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      name: 'organisations',
      export: (personIds) => this.export(personIds),
      erase: (tx, personIds) => this.erase(tx, personIds),
    });
    // Whoever never answered has no account by which they could ask for it.
    this.jobs.handle('organisations.forget_invited', {
      cron: '40 3 * * *',
      handler: async (tx) => {
        await tx.query(
          `UPDATE invitation SET name = '', phone_enc = '', phone_hmac = '',
                  state = CASE WHEN state = 'pending' THEN 'revoked' ELSE state END
           WHERE state IN ('pending', 'revoked', 'declined') AND phone_enc <> ''
             AND expires_at < now() - interval '30 days'`,
        );
      },
    });
  }

  private async export(personIds: readonly string[]): Promise<unknown> {
    const [applications, memberships, invitations] = await Promise.all([
      this.reads.query<{ contactPhone: string }>(
        `SELECT p.action, p.name, p.credit_code AS "creditCode", p.contact_name AS "contactName",
                p.contact_phone AS "contactPhone", p.state, p.submitted_at AS "submittedAt"
         FROM organisation_application p JOIN account a ON a.id = p.account_id
         WHERE a.person_id = ANY($1) ORDER BY p.id`,
        [personIds],
      ),
      this.reads.query(
        `SELECT o.name AS organisation, m.role, m.created_at AS since, m.ended_at AS until
         FROM membership m JOIN account a ON a.id = m.account_id JOIN organisation o ON o.id = m.organisation_id
         WHERE a.person_id = ANY($1) ORDER BY m.id`,
        [personIds],
      ),
      this.reads.query(
        `SELECT o.name AS organisation, i.role, i.name, i.state, i.created_at AS "createdAt"
         FROM invitation i JOIN organisation o ON o.id = i.organisation_id WHERE ${THEIR_INVITATIONS} ORDER BY i.id`,
        [personIds],
      ),
    ]);
    const masked = applications.map((row) => ({ ...row, contactPhone: this.masked(row) }));
    return { applications: masked, memberships, invitations };
  }

  /** That an organisation was let in stays, and its licence: they are the organisation's. */
  private async erase(tx: Tx, personIds: readonly string[]): Promise<void> {
    const accounts = `(SELECT id FROM account WHERE person_id = ANY($1))`;
    const open = await tx.query<{ file: string }>(
      `UPDATE organisation_application SET state = 'withdrawn'
       WHERE state IN ('submitted', 'returned') AND account_id IN ${accounts} RETURNING licence_file_id AS file`,
      [personIds],
    );
    for (const { file } of open) await this.files.remove(tx, file);
    await tx.query(
      `UPDATE organisation_application SET contact_name = '', contact_phone = '' WHERE account_id IN ${accounts}`,
      [personIds],
    );
    await tx.query(
      `UPDATE invitation i SET name = '', phone_enc = '', phone_hmac = '',
              state = CASE WHEN state = 'pending' THEN 'revoked' ELSE state END WHERE ${THEIR_INVITATIONS}`,
      [personIds],
    );
  }

  private masked({ contactPhone }: { contactPhone: string }): string {
    return contactPhone ? maskPhone(this.sealed.open(contactPhone, CONTACT_CONTEXT)) : '';
  }
}
