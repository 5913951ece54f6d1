import { Injectable } from '@nestjs/common';
import { Consents } from '../../accounts/persons/consents.service.js';
import { PersonLinks } from '../../accounts/persons/person-links.service.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import { Profiles } from '../../accounts/persons/profiles.service.js';
import type { RegistrationForm } from '../../contracts/registration.contract.js';
import type { ProfileRequest } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';

/** A human who registers: the root person, and everybody who is the same human. */
export interface Registrant {
  root: string;
  persons: readonly string[];
}

export type KnownOfCaller = Pick<RegistrationForm, 'phoneKnown' | 'consentNeeded' | 'reminders' | 'profile'>;

const NOBODY: KnownOfCaller = {
  phoneKnown: false,
  consentNeeded: true,
  reminders: false,
  profile: { name: '', enterpriseName: '', enterpriseId: null, jobTitle: '', county: null },
};

/** Who registers, and what is known of them and remembered for the next time. */
@Injectable()
export class Registrants {
  constructor(
    private readonly links: PersonLinks,
    private readonly phones: Phones,
    private readonly profiles: Profiles,
    private readonly consents: Consents,
  ) {}

  /** Null for a browser that has no identity yet. */
  async of(actor: Actor): Promise<Registrant | null> {
    if (!actor.personId) return null;
    const root = await this.links.root(actor.personId);
    return { root, persons: await this.links.all(root) };
  }

  /** @throws AppError `phone.required`; `consent.required` unless the privacy text was agreed to or is now */
  async require(actor: Actor, agrees: boolean): Promise<Registrant> {
    const registrant = await this.of(actor);
    if (!registrant || !(await this.phones.of(registrant.root))) throw new AppError('phone.required');
    if (!agrees && !(await this.consents.holds(registrant.root, 'privacy'))) throw new AppError('consent.required');
    return registrant;
  }

  async known(registrant: Registrant | null): Promise<KnownOfCaller> {
    if (!registrant) return NOBODY;
    const { root } = registrant;
    const [profile, privacy, reminders] = await Promise.all([
      this.profiles.of(root),
      this.consents.holds(root, 'privacy'),
      this.consents.holds(root, 'reminders'),
    ]);
    const { phone, ...told } = profile;
    return { phoneKnown: phone !== null, consentNeeded: !privacy, reminders, profile: told };
  }

  async remember(
    tx: Tx,
    { root }: Registrant,
    { consent, reminders, profile }: { consent?: boolean; reminders?: boolean; profile: ProfileRequest },
  ): Promise<void> {
    if (consent) await this.consents.give(tx, root, 'privacy');
    if (reminders === true) await this.consents.give(tx, root, 'reminders');
    if (reminders === false) await this.consents.withdraw(tx, root, 'reminders');
    await this.profiles.save(tx, root, profile);
  }
}
