import { Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { ProviderQuery } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError, toAppError } from '../../infra/errors.js';
import { RateLimit } from '../../infra/http/rate-limit.js';
import { ProviderClient, type ProviderIdentity } from './provider-client.service.js';
import { ProviderIdentities } from './provider-identities.service.js';
import { ProviderJourneys } from './provider-journey.service.js';
import { ownPath } from './provider-return.js';
import { SignIn } from './sign-in.service.js';

/** Per minute and address, as for the other ways in: each return makes us ask the provider. */
const PER_ADDRESS = 120;
const AFTERWARDS = '/console';

/** Where the browser goes next. */
interface Redirection {
  url: string;
}

/**
 * Signing in by the provincial account. The person is in the middle of a navigation, so every failure leads to the
 * sign-in page, which says what it was. A second factor that the provider has asked for (`acr`, `amr`) does not count
 * here: what is owed to this house is still owed.
 */
@Injectable()
export class ProviderSignIn {
  private readonly logger = new Logger(ProviderSignIn.name);
  private readonly perAddress = new RateLimit(PER_ADDRESS);

  constructor(
    private readonly transactions: Transactions,
    private readonly client: ProviderClient,
    private readonly journeys: ProviderJourneys,
    private readonly identities: ProviderIdentities,
    private readonly signIn: SignIn,
  ) {}

  begin(actor: Actor, query: ProviderQuery, request: Request, response: Response): Promise<Redirection> {
    const to = ownPath(query.to);
    return this.orProblem(to, async () => {
      const link = query.link ? accountToBind(actor, request) : null;
      const journey = this.journeys.begin(response, { to, link });
      // Whoever is signed in at the provider in this browser need not be who is signed in here.
      return this.client.address(journey, link !== null);
    });
  }

  finish(actor: Actor, request: Request, response: Response): Promise<Redirection> {
    const journey = this.journeys.end(request, response);
    return this.orProblem(journey?.to ?? null, async () => {
      await this.perAddress.take(actor.address ?? undefined);
      if (!journey) throw new AppError('account.provider_failed');
      const identity = await this.client.identify(new URL(request.originalUrl, 'http://here.invalid').search, journey);
      await (journey.link ? this.bind(actor, journey.link, identity) : this.enter(actor, identity, response));
      return journey.to ?? AFTERWARDS;
    });
  }

  /** @throws AppError `account.last_way_in` */
  async unbind(actor: Actor & { accountId: string }): Promise<void> {
    await this.transactions.run(actor, (tx) => this.identities.unbind(tx, actor.accountId));
  }

  /** @throws AppError `account.identity_taken`, `account.provider_failed` when somebody else has signed in meanwhile */
  private async bind(actor: Actor, accountId: string, { subject }: ProviderIdentity): Promise<void> {
    if (actor.accountId !== accountId || actor.owesTotp) throw new AppError('account.provider_failed');
    await this.transactions.run(actor, (tx) => this.identities.bind(tx, accountId, subject));
  }

  /** The provider is not asked within a transaction. @throws AppError `account.identity_unknown`, `account.disabled` */
  private async enter(actor: Actor, { subject, verifiedPhone }: ProviderIdentity, response: Response): Promise<void> {
    const known = await this.transactions.run(actor, (tx) => this.identities.accountOf(tx, subject));
    const phone = known ? null : await verifiedPhone();
    await this.transactions.run(actor, async (tx) => {
      const account = known ?? (await this.identities.bindByPhone(tx, subject, phone));
      const { owesTotp } = await this.signIn.enter(tx, account, response);
      // The page of the second step records it otherwise, as after a password.
      if (!owesTotp) await this.identities.agree(tx, account);
    });
  }

  private async orProblem(to: string | null, step: () => Promise<string>): Promise<Redirection> {
    // Where no provider is configured nobody is in the middle of anything: that is thrown.
    const { issuer } = this.client.settings;
    try {
      return { url: await step() };
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'server.failed') this.logger.error(thrown, `Signing in by ${issuer} failed`);
      const query = new URLSearchParams({ problem: error.code, ...(to && { to }) });
      return { url: `/sign-in?${query.toString()}` };
    }
  }
}

/**
 * The signed-in account. Another site could send a browser here in which somebody else is signed in at the provider, and
 * so bind a foreign identity to this account; browsers say where a navigation came from.
 *
 * @throws AppError `access.sign_in_required`, `access.totp_required`, `origin.refused`
 */
function accountToBind({ accountId, accountUnknown, owesTotp }: Actor, request: Request): string {
  if (accountUnknown) throw new AppError('server.unavailable');
  if (!accountId) throw new AppError('access.sign_in_required');
  if (owesTotp) throw new AppError('access.totp_required');
  const from = request.headers['sec-fetch-site'];
  if (from === 'cross-site' || from === 'same-site') throw new AppError('origin.refused');
  return accountId;
}
