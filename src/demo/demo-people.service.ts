import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.service.js';
import { hashPassword } from '../accounts/sign-in/password.js';
import { creditCodeCheck } from '../contracts/credit-code.js';
import { ADMIN_ROLES, type AdminRole, type MemberRole } from '../contracts/vocabulary.js';
import { Clock } from '../infra/clock.js';
import { StartLock } from '../infra/database/start-lock.js';
import type { Tx } from '../infra/database/transactions.js';
import { newId } from '../infra/id.js';
import { Membership } from '../organisations/members/membership.entity.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { ServiceItem } from '../organisations/service-item.entity.js';
import { DEMO_LIVE, DEMO_PROGRAMMES } from './demo-data.js';
import { DEMO_ACCOUNTS, DEMO_AGENCIES, DEMO_PASSWORD, DEMO_PRESENTERS } from './demo-people.js';

type Place = Pick<Organisation, 'id' | 'path'>;

/** The demo's agencies and accounts: whoever tries Yunqiao out can sign in as each of its users. */
@Injectable()
export class DemoPeople {
  constructor(
    private readonly startLock: StartLock,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  async seed(): Promise<void> {
    const passwordHash = await hashPassword(DEMO_PASSWORD);
    await this.startLock.alone(async (tx) => {
      for (const agency of DEMO_AGENCIES) await this.agency(tx, agency);
      for (const account of DEMO_ACCOUNTS) await this.account(tx, account, passwordHash);
      await this.ownProgrammes(tx);
      await this.presenters(tx);
    });
  }

  private async agency(
    tx: Tx,
    { id, name, county, creditCode, introduction, services }: (typeof DEMO_AGENCIES)[number],
  ) {
    if (await tx.manager.existsBy(Organisation, { id })) return;
    const window = await this.window(tx, county);
    await tx.manager.insert(Organisation, {
      id,
      kind: 'agency',
      level: null,
      name,
      creditCode: creditCode + creditCodeCheck(creditCode),
      introduction,
      parentId: window.id,
      path: `${window.path}${id}/`,
    });
    await tx.manager.insert(
      ServiceItem,
      services.map((service) => ({ ...service, id: newId(), organisationId: id, createdAt: this.clock.now() })),
    );
  }

  private async account(tx: Tx, { login, name, place, roles }: (typeof DEMO_ACCOUNTS)[number], passwordHash: string) {
    const [known] = await tx.query(`SELECT 1 FROM account WHERE login = $1`, [login]);
    if (known) return;
    const personId = await this.accounts.newPerson(tx);
    const { accountId } = await this.accounts.make(tx, { personId, login, displayName: name });
    await tx.query(`UPDATE account SET password_hash = $2, password_changed_at = $3 WHERE id = $1`, [
      accountId,
      passwordHash,
      this.clock.now(),
    ]);
    const organisation = place ? await this.place(tx, place) : null;
    for (const role of roles) await this.grant(tx, accountId, role, organisation);
  }

  /** Rows of its own: nobody has given these roles, and nobody is to be told. */
  private async grant(tx: Tx, accountId: string, role: MemberRole | AdminRole, place: Place | null): Promise<void> {
    await tx.query(
      `INSERT INTO role_grant (id, account_id, role, path, organisation_id, given_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [newId(), accountId, role, place?.path ?? '/', place?.id ?? null, this.clock.now()],
    );
    if (!place || isAdmin(role)) return;
    await tx.manager.insert(Membership, {
      id: newId(),
      accountId,
      organisationId: place.id,
      role,
      createdAt: this.clock.now(),
    });
  }

  /** The hub runs the demo's programmes. */
  private async ownProgrammes(tx: Tx): Promise<void> {
    const hub = await this.window(tx, '430000');
    const ids = DEMO_PROGRAMMES.map(({ id }) => id);
    await tx.query(`UPDATE programme SET owner_id = $1 WHERE id = ANY($2) AND owner_id IS NULL`, [hub.id, ids]);
  }

  /** The live session's agenda items get the agencies that present them, with their services. */
  private async presenters(tx: Tx): Promise<void> {
    const [titles, agencies] = [DEMO_PRESENTERS.map(([title]) => title), DEMO_PRESENTERS.map(([, name]) => name)];
    await tx.query(
      `UPDATE agenda_item i SET organisation_id = o.id, kind = 'pitch'
       FROM unnest($1::text[], $2::text[]) AS p (title, agency) JOIN organisation o ON o.name = p.agency
       WHERE i.session_id = $3 AND i.title = p.title AND i.organisation_id IS NULL`,
      [titles, agencies, DEMO_LIVE.id],
    );
    await tx.query(
      `INSERT INTO agenda_service (agenda_item_id, service_item_id)
       SELECT i.id, s.id FROM agenda_item i JOIN service_item s ON s.organisation_id = i.organisation_id
       WHERE i.session_id = $1 ON CONFLICT DO NOTHING`,
      [DEMO_LIVE.id],
    );
  }

  private window(tx: Tx, areaCode: string): Promise<Place> {
    return tx.manager.findOneByOrFail(Organisation, { kind: 'window', areaCode });
  }

  private place(tx: Tx, place: string): Promise<Place> {
    const agency = DEMO_AGENCIES.find(({ name }) => name === place);
    return agency ? tx.manager.findOneByOrFail(Organisation, { id: agency.id }) : this.window(tx, place);
  }
}

function isAdmin(role: MemberRole | AdminRole): role is AdminRole {
  return (ADMIN_ROLES as readonly string[]).includes(role);
}
