import { Injectable } from '@nestjs/common';
import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { newId } from '../infra/id.js';
import { Account } from './account.entity.js';
import { Person } from './persons/person.entity.js';
import { PersonLinks } from './persons/person-links.service.js';
import { Phones } from './persons/phones.service.js';

export interface KnownAccount {
  accountId: string;
  personId: string;
}

/** Accounts and to whom they belong. */
@Injectable()
export class Accounts {
  constructor(
    private readonly phones: Phones,
    private readonly links: PersonLinks,
  ) {}

  /** The account that signs in with that number. */
  async byPhone(tx: Tx, phone: string): Promise<KnownAccount | null> {
    const [row] = await tx.query<{ id: string; person_id: string }>(
      `SELECT a.id, a.person_id FROM account a JOIN person_phone p ON p.person_id = a.person_id
       WHERE p.phone_hmac = $1 AND a.state <> 'deleted'`,
      [this.phones.digest(phone)],
    );
    return row ? { accountId: row.id, personId: row.person_id } : null;
  }

  /** The root person of an account. @throws AppError `account.not_found` */
  async personOf(tx: Tx, accountId: string): Promise<string> {
    const [row] = await tx.query<{ person_id: string }>(
      `SELECT person_id FROM account WHERE id = $1 AND state <> 'deleted'`,
      [accountId],
    );
    if (!row) throw new AppError('account.not_found');
    return row.person_id;
  }

  /**
   * The account of a number that has just been proved; made the first time. The browser's person becomes its person
   * where it is nobody else yet, so that nothing that was done there is lost.
   */
  async ofVerifiedPhone(tx: Tx, phone: string): Promise<KnownAccount> {
    // Two browsers that prove one new number at once make one account.
    await this.phones.hold(tx, phone);
    const known = await this.byPhone(tx, phone);
    if (known) return known;
    const owner = await this.phones.ownerIn(tx, phone);
    if (owner) return this.make(tx, { personId: owner });
    const personId = await this.freePerson(tx);
    const account = await this.make(tx, { personId });
    await this.phones.put(tx, personId, phone);
    return account;
  }

  async make(
    tx: Tx,
    { personId, login = null, displayName = '' }: { personId: string; login?: string | null; displayName?: string },
  ): Promise<KnownAccount> {
    const accountId = newId();
    await tx.manager.insert(Account, { id: accountId, personId, login, displayName });
    return { accountId, personId };
  }

  async newPerson(tx: Tx): Promise<string> {
    const id = newId();
    await tx.manager.insert(Person, { id });
    return id;
  }

  /** The acting browser's person if it is nobody's yet, else a new one. */
  private async freePerson(tx: Tx): Promise<string> {
    const { personId } = tx.actor;
    if (!personId) return this.newPerson(tx);
    const root = await this.links.rootIn(tx, personId);
    const [taken] = await tx.query(
      `SELECT 1 FROM account WHERE person_id = $1 UNION ALL SELECT 1 FROM person_phone WHERE person_id = $1`,
      [root],
    );
    if (taken) return this.newPerson(tx);
    const [exists] = await tx.query(`SELECT 1 FROM person WHERE id = $1`, [root]);
    if (!exists) await tx.manager.insert(Person, { id: root });
    return root;
  }
}
