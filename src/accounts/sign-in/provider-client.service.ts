import { Inject, Injectable, Logger } from '@nestjs/common';
import * as oidc from 'openid-client';
import { CONFIG, type Config } from '../../config.js';
import { Clock } from '../../infra/clock.js';
import { AppError } from '../../infra/errors.js';
import { inTime } from '../../infra/in-time.js';
import { normalisePhone } from '../../infra/phone.js';

const DEADLINE_MS = 5_000;
/** What the provider says of itself is asked for again after so long. */
const FRESH_MS = 3_600_000;

type Provider = NonNullable<Config['provider']>;

/** What ties the provider's answer to the browser that asked, and the code to us (PKCE). */
export interface ProviderChecks {
  state: string;
  nonce: string;
  verifier: string;
}

/** Who the provider says it is. */
export interface ProviderIdentity {
  subject: string;
  /** The phone number of which the provider says that it is verified; asked for only when it is needed. */
  verifiedPhone: () => Promise<string | null>;
}

/**
 * Talks to the configured provider (OpenID Connect, authorization code with PKCE), and to no other host. It is first
 * asked when somebody wants to sign in by it; nothing else waits for it.
 */
@Injectable()
export class ProviderClient {
  private readonly logger = new Logger(ProviderClient.name);
  private known: { configuration: oidc.Configuration; readAt: number } | null = null;
  private asking: Promise<oidc.Configuration> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `request.not_found` where no provider is configured */
  get settings(): Provider {
    if (!this.config.provider) throw new AppError('request.not_found');
    return this.config.provider;
  }

  /**
   * Where to send the browser.
   *
   * @param signInAgain asks for the sign-in even of who is signed in at the provider
   * @throws AppError `account.provider_failed`
   */
  async address({ state, nonce, verifier }: ProviderChecks, signInAgain: boolean): Promise<string> {
    return this.attempt(async () => {
      const configuration = await this.configuration();
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: this.redirectUri,
        scope: scopeOf(configuration.serverMetadata()),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(signInAgain && { prompt: 'login' }),
      });
      return url.href;
    });
  }

  /**
   * Exchanges the code that the browser brought back.
   *
   * @param search the query with which it came
   * @throws AppError `account.provider_failed`
   */
  async identify(search: string, { state, nonce, verifier }: ProviderChecks): Promise<ProviderIdentity> {
    return this.attempt(async () => {
      const configuration = await this.configuration();
      const tokens = await oidc.authorizationCodeGrant(configuration, new URL(this.redirectUri + search), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('The provider gave no ID token');
      const ask = () => oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      const hasMore = configuration.serverMetadata().userinfo_endpoint !== undefined;
      return {
        subject: claims.sub,
        verifiedPhone: () =>
          this.attempt(async () => verifiedPhone({ ...('phone_number' in claims || !hasMore ? claims : await ask()) })),
      };
    });
  }

  private get redirectUri(): string {
    return `${this.config.publicUrl}/api/account/provider/callback`;
  }

  /** What the provider says of itself; who asks meanwhile waits for the same answer, a failure is not remembered. */
  private async configuration(): Promise<oidc.Configuration> {
    const now = this.clock.now().getTime();
    if (this.known && now - this.known.readAt < FRESH_MS) return this.known.configuration;
    this.asking ??= this.discover().finally(() => {
      this.asking = null;
    });
    const configuration = await this.asking;
    this.known = { configuration, readAt: now };
    return configuration;
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const server = new URL(issuer);
    const execute = server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    const fetch = onlyTo(server.origin);
    const found = await oidc.discovery(server, clientId, undefined, undefined, {
      execute,
      timeout: DEADLINE_MS / 1000,
      [oidc.customFetch]: fetch,
    });
    const metadata = found.serverMetadata();
    const configuration = new oidc.Configuration(metadata, clientId, {}, authentication(metadata, clientSecret));
    configuration.timeout = DEADLINE_MS / 1000;
    configuration[oidc.customFetch] = fetch;
    for (const allow of execute) allow(configuration);
    // The signature is checked although the token came from the provider itself: some stand behind proxies.
    oidc.enableNonRepudiationChecks(configuration);
    return configuration;
  }

  /** One step with the provider: it ends in time, and whatever goes wrong is one error for the person. */
  private async attempt<T>(step: () => Promise<T>): Promise<T> {
    const { settings } = this;
    try {
      // Several requests may make one step: each has the same deadline, and all of them together.
      return await inTime(DEADLINE_MS, step());
    } catch (error) {
      const { message, code, cause } = error as Error & { code?: string };
      const reason = [code, message, (cause as Error | undefined)?.message].filter(Boolean).join(': ');
      this.logger.warn(`Signing in by ${settings.issuer} failed: ${reason.slice(0, 300)}`);
      throw new AppError('account.provider_failed', { cause: error });
    }
  }
}

/** Endpoints come from the provider's own description; one at another host is not asked. */
function onlyTo(origin: string): oidc.CustomFetch {
  return (url, options) => {
    if (new URL(url).origin !== origin) return Promise.reject(new Error(`An endpoint lies elsewhere: ${url}`));
    return fetch(url, options as RequestInit);
  };
}

/** `phone` is a standard scope, but not every provider has it. */
function scopeOf({ scopes_supported: scopes }: oidc.ServerMetadata): string {
  return !scopes || scopes.includes('phone') ? 'openid phone' : 'openid';
}

/** HTTP Basic is what a provider takes that says nothing of it (OpenID Connect Discovery 1.0, section 3). */
function authentication({ token_endpoint_auth_methods_supported: ways }: oidc.ServerMetadata, secret: string) {
  return !ways || ways.includes('client_secret_basic') ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

function verifiedPhone({
  phone_number: phone,
  phone_number_verified: verified,
}: Record<string, unknown>): string | null {
  return verified === true && typeof phone === 'string' ? normalisePhone(phone) : null;
}
