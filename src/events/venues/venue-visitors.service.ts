import { Injectable } from '@nestjs/common';
import { PersonLinks } from '../../accounts/persons/person-links.service.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import { Profiles } from '../../accounts/persons/profiles.service.js';
import type { VenueSignInRequest } from '../../contracts/registration.contract.js';
import { AppError } from '../../infra/errors.js';

/** Who stands at the door. `personId` is a root person, null for who is not proved to be anybody. */
export interface Visitor {
  personId: string | null;
  phone: string;
  name: string;
  enterpriseName: string;
  enterpriseId: string | null;
  jobTitle: string;
}

/** Who signs in at a venue: the person of the browser, or whom somebody names there. */
@Injectable()
export class VenueVisitors {
  constructor(
    private readonly links: PersonLinks,
    private readonly phones: Phones,
    private readonly profiles: Profiles,
  ) {}

  /**
   * Who types a number that is not the browser's own signs somebody else in: that is not proved, so it is nobody's
   * person.
   *
   * @throws AppError `phone.required`, `request.invalid`
   */
  async of(personId: string, request: VenueSignInRequest): Promise<Visitor> {
    const root = await this.links.root(personId);
    const own = await this.phones.of(root);
    const typed = request.phone?.trim() ? this.phones.normalise(request.phone) : null;
    if (!typed && !own) throw new AppError('phone.required');
    if (own && (!typed || typed === own)) return this.known(root, own, request);
    const name = request.name?.trim() ?? '';
    if (!name) throw new AppError('request.invalid', { fields: [{ path: 'name', rule: 'required' }] });
    const phone = typed ?? '';
    return { personId: null, phone, name, ...told(request), enterpriseId: null };
  }

  private async known(root: string, phone: string, request: VenueSignInRequest): Promise<Visitor> {
    const profile = await this.profiles.of(root);
    const { enterpriseName, jobTitle } = told(request);
    const asKnown = !enterpriseName || enterpriseName === profile.enterpriseName;
    return {
      personId: root,
      phone,
      name: request.name?.trim() || profile.name,
      enterpriseName: enterpriseName || profile.enterpriseName,
      enterpriseId: asKnown ? profile.enterpriseId : null,
      jobTitle: jobTitle || profile.jobTitle,
    };
  }
}

function told({ enterpriseName, jobTitle }: VenueSignInRequest): { enterpriseName: string; jobTitle: string } {
  return { enterpriseName: enterpriseName?.trim() ?? '', jobTitle: jobTitle?.trim() ?? '' };
}
