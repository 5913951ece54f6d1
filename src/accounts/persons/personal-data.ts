import { Injectable } from '@nestjs/common';
import type { Tx } from '../../infra/database/transactions.js';

/** What one feature holds of a person. Ids are those of all persons that are one human, the root first. */
export interface PersonalDataPart {
  /** Key in the exported file. */
  name: string;
  export: (personIds: readonly string[]) => Promise<unknown>;
  /** Removes names, phones and the like; ids and facts stay, so that figures stay. */
  erase: (tx: Tx, personIds: readonly string[]) => Promise<void>;
}

/** Where each feature says what it holds of a person, so that one's own data is complete by construction. */
@Injectable()
export class PersonalData {
  readonly parts: PersonalDataPart[] = [];

  register(part: PersonalDataPart): void {
    this.parts.push(part);
  }
}
