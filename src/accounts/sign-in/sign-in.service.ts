import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { PasswordSignInRequest, PhoneSignInRequest } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { Accounts, type KnownAccount } from '../accounts.service.js';
import { SecondFactor } from './second-factor.service.js';
import { SignInProofs } from './sign-in-proofs.service.js';
import { SignedInBrowsers } from './signed-in-browsers.service.js';

/** Where somebody is signed in now. */
export interface SignedInAt {
  accountId: string;
  tokenId: string;
}

/** Signing in by password, by phone and code, and the second step. */
@Injectable()
export class SignIn {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: Accounts,
    private readonly proofs: SignInProofs,
    private readonly browsers: SignedInBrowsers,
    private readonly factor: SecondFactor,
  ) {}

  /** @throws AppError `account.wrong_credentials`, `account.locked`, `account.disabled` */
  async byPassword(actor: Actor, request: PasswordSignInRequest, response: Response): Promise<SignedInAt> {
    const account = await this.proofs.password(actor, request);
    return this.transactions.run(actor, (tx) => this.enter(tx, account, response));
  }

  /** The first time it makes an account. @throws AppError `phone.code_*`, `account.disabled` */
  async byPhone(actor: Actor, request: PhoneSignInRequest, response: Response): Promise<SignedInAt> {
    const phone = await this.proofs.phone(actor, request);
    return this.transactions.run(actor, async (tx) =>
      this.enter(tx, await this.accounts.ofVerifiedPhone(tx, phone), response),
    );
  }

  /** @returns also whether a second step is still owed. @throws AppError `account.disabled` */
  async enter(tx: Tx, account: KnownAccount, response: Response): Promise<SignedInAt & { owesTotp: boolean }> {
    const [row] = await tx.query<{ state: string }>(`SELECT state FROM account WHERE id = $1`, [account.accountId]);
    if (row?.state !== 'active') throw new AppError('account.disabled');
    return { accountId: account.accountId, ...(await this.browsers.signIn(tx, account, response)) };
  }

  /** @throws AppError `account.totp_wrong`, `account.totp_missing`, `account.locked` */
  async passTotp(actor: Actor & SignedInAt, code: string, response: Response): Promise<SignedInAt> {
    await this.factor.use(actor, code, 'sign_in');
    return this.settle(actor, response);
  }

  /** The first code of a new authenticator; it counts as the second step of this sign-in, too. */
  async confirmTotp(actor: Actor & SignedInAt, code: string, response: Response): Promise<SignedInAt> {
    await this.factor.use(actor, code, 'set_up');
    return this.settle(actor, response);
  }

  private async settle(actor: Actor & SignedInAt, response: Response): Promise<SignedInAt> {
    await this.transactions.run(actor, async (tx) =>
      this.browsers.adopt(tx, await this.accounts.personOf(tx, actor.accountId), response),
    );
    return actor;
  }
}
