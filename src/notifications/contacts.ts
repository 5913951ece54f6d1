import { Injectable } from '@nestjs/common';
import type { DeliveryChannel, Locale } from '../contracts/vocabulary.js';

/** Where a person can be reached; only what they agreed to be reached by. */
export interface ContactAddresses {
  /** `+8613812341234` */
  phone?: string;
  mail?: string;
  /** Open id. */
  wechat?: string;
  /** The language in which they want to be addressed; Chinese if it is not known. */
  locale?: Locale;
}

export type ContactResolver = (personId: string) => Promise<ContactAddresses>;

const ADDRESS_OF = { sms: 'phone', mail: 'mail', wechat: 'wechat' } as const satisfies Record<
  DeliveryChannel,
  keyof ContactAddresses
>;

/**
 * The addresses of persons. They belong to the accounts, which lie to the right of here and therefore register at the
 * start who knows them; without that nobody has an address.
 */
@Injectable()
export class Contacts {
  private resolver: ContactResolver | null = null;

  /** Whoever registers last is asked. */
  resolveBy(resolver: ContactResolver): void {
    this.resolver = resolver;
  }

  /** @returns null when the person has no address for that channel */
  async find(personId: string, channel: DeliveryChannel): Promise<{ to: string; locale: Locale } | null> {
    const addresses = (await this.resolver?.(personId)) ?? {};
    const to = addresses[ADDRESS_OF[channel]];
    return to ? { to, locale: addresses.locale ?? 'zh-CN' } : null;
  }
}
