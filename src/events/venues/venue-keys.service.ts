import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { AppError } from '../../infra/errors.js';
import { SealedText } from '../../infra/sealed-text.js';

const CONTEXT = 'venue_key';

/**
 * What stands in the QR code at a venue's door: a keyed digest of the venue's id, good for this venue alone. It is
 * printed long before, so it has no time in it; when it may be used is asked when it is used.
 */
@Injectable()
export class VenueKeys {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sealed: SealedText,
  ) {}

  address(venueId: string): string {
    return `${this.config.publicUrl}/v/${venueId}?key=${this.sealed.digest(venueId, CONTEXT)}`;
  }

  /** @throws AppError `access.link_invalid` for a key that is forged or another venue's */
  check(venueId: string, key: string): void {
    const [expected, given] = [Buffer.from(this.sealed.digest(venueId, CONTEXT)), Buffer.from(key)];
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
      throw new AppError('access.link_invalid');
    }
  }
}
