import { Injectable } from '@nestjs/common';
import { Phones } from '../../accounts/persons/phones.service.js';
import { SIGN_IN_PHONE } from '../../events/venues/venue-phone.js';
import { maskPhone } from '../../infra/phone.js';
import { SealedText } from '../../infra/sealed-text.js';

/** As the lines of attendees carry them: both sealed. */
export interface SealedPhones {
  /** Verified by its person. */
  phone: string | null;
  /** Given at a venue. */
  venuePhone: string | null;
}

/** What is shown of an attendee's number: a mask, of the verified number before the venue's. */
@Injectable()
export class AttendeePhones {
  constructor(
    private readonly phones: Phones,
    private readonly sealed: SealedText,
  ) {}

  masked({ phone, venuePhone }: SealedPhones): string | null {
    if (phone !== null) return this.phones.masked(phone);
    return venuePhone === null ? null : maskPhone(this.sealed.open(venuePhone, SIGN_IN_PHONE));
  }
}
