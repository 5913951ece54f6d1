import { Injectable } from '@nestjs/common';
import type { PasswordSignInRequest, PhoneSignInRequest } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { RateLimit } from '../../infra/http/rate-limit.js';
import { normalisePhone } from '../../infra/phone.js';
import type { KnownAccount } from '../accounts.service.js';
import { Lockout } from './lockout.service.js';
import { verifyPassword } from './password.js';
import { PhoneCodes } from './phone-codes.service.js';
import { Phones } from '../persons/phones.service.js';

/** Tries per minute of one address: a whole office signs in before a session begins. */
const PER_ADDRESS = 120;

interface AccountRow {
  id: string;
  person_id: string;
  password_hash: string | null;
  has_totp: boolean;
}

/** What somebody brings to sign in with, and whether it is good. */
@Injectable()
export class SignInProofs {
  private readonly perAddress = new RateLimit(PER_ADDRESS);

  constructor(
    private readonly transactions: Transactions,
    private readonly phones: Phones,
    private readonly codes: PhoneCodes,
    private readonly lockout: Lockout,
  ) {}

  /** The account whose password this is. @throws AppError `account.wrong_credentials`, `account.locked` */
  async password(actor: Actor, { login, password }: PasswordSignInRequest): Promise<KnownAccount> {
    await this.perAddress.take(actor.address ?? undefined);
    const row = await this.account(actor, login);
    const verify = () => verifyPassword(password, row?.password_hash ?? null);
    const isRight = row ? await this.lockout.check(actor, row.id, verify) : await verify();
    if (!row || !isRight) throw new AppError('account.wrong_credentials');
    // Else whoever has the password could try codes without end: each sign-in would begin the count anew.
    if (!row.has_totp) await this.lockout.succeeded(actor, row.id);
    return { accountId: row.id, personId: row.person_id };
  }

  /** The number that the code proves. @throws AppError `phone.code_*` */
  async phone(actor: Actor, { phone: text, code }: PhoneSignInRequest): Promise<string> {
    await this.perAddress.take(actor.address ?? undefined);
    const phone = this.phones.normalise(text);
    await this.codes.redeem(actor, phone, code);
    return phone;
  }

  /** By account name or phone number. */
  private async account(actor: Actor, login: string): Promise<AccountRow | null> {
    const phone = normalisePhone(login);
    const [row] = await this.transactions.run(actor, (tx) =>
      tx.query<AccountRow>(
        `SELECT a.id, a.person_id, a.password_hash, a.totp_confirmed_at IS NOT NULL AS has_totp FROM account a
         LEFT JOIN person_phone p ON p.person_id = a.person_id
         WHERE a.state <> 'deleted' AND (a.login = $1 OR p.phone_hmac = $2)`,
        [login.trim().toLowerCase(), phone ? this.phones.digest(phone) : null],
      ),
    );
    return row ?? null;
  }
}
