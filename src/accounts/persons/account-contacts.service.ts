import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Contacts } from '../../notifications/contacts.js';
import { Phones } from './phones.service.js';

/** Tells the notifications how a person can be reached. */
@Injectable()
export class AccountContacts implements OnModuleInit {
  constructor(
    private readonly contacts: Contacts,
    private readonly phones: Phones,
  ) {}

  onModuleInit(): void {
    this.contacts.resolveBy(async (personId) => {
      const phone = await this.phones.of(personId);
      return phone ? { phone } : {};
    });
  }
}
