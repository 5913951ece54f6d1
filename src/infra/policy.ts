import { type CanActivate, type ExecutionContext, Injectable, type OnModuleInit, SetMetadata } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { RIGHTS, type Right } from '../contracts/rights.js';
import type { LinkPurpose } from '../contracts/vocabulary.js';
import { type Actor, hasCapability, hasRight } from './actor.js';
import { AppError } from './errors.js';
import { Refusals } from './refusals.js';
import { type ResourceKind, Resources } from './resources.js';

/**
 * What a route or a socket command asks of its caller.
 * - `public`: nobody is refused.
 * - `self`: somebody is signed in; the handler touches only what is theirs. `owing`: also while the second factor is
 *   owed, for the steps that settle it.
 * - `platform`: an administrator's right on the platform itself.
 * - `owner`: the right named by the policy, held at the path of the row that the route parameter names (or above it).
 * - `party`: the same, or a row says that the caller is a party (a co-host), or the caller holds a capability (signed
 *   link) for the row named by the route parameter, or by the ticket of the socket.
 */
type PolicyScope =
  | { scope: 'public' }
  | { scope: 'self'; owing?: true }
  | { scope: 'platform' }
  | { scope: 'owner'; of: ResourceKind; param: string }
  | { scope: 'party'; of?: ResourceKind; capability?: LinkPurpose | readonly LinkPurpose[]; param: string };

export type PolicyRule = { name: string } & PolicyScope;

/** The policy of a handler, as `Policy` left it; exported for the matrix of roles and routes in the tests. */
export const POLICY = Symbol('policy');
/** Nest's own marks of a route and of a socket command. */
const ROUTE_MARK = 'path';
const SOCKET_MARK = 'message';

/**
 * Declares the policy of a route or socket command. Without it the server does not start; nor with a name that
 * `contracts/rights.ts` does not know, where the scope asks for a right.
 */
export function Policy(name: string, scope: PolicyScope): MethodDecorator {
  return SetMetadata(POLICY, { name, ...scope } satisfies PolicyRule);
}

export interface ActorRequest extends Request {
  actor: Actor;
}

/** What a socket carries after its handshake; see `socket/socket.adapter.ts`. */
export interface ActorSocket {
  data: { actor: Actor; subject: string };
}

@Injectable()
export class PolicyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly resources: Resources,
    private readonly refusals: Refusals,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.get<PolicyRule | undefined>(POLICY, context.getHandler());
    if (!rule) throw new AppError('access.denied');
    if (rule.scope === 'public') return true;
    const { actor, subject } = subjectOf(context, 'param' in rule ? rule.param : '');
    if (rule.scope === 'party' && holdsOne(actor, rule.capability, subject)) return true;
    // Who came by a link has no account to sign in with.
    if (actor.accountUnknown) throw new AppError('server.unavailable', { retryAfter: 2 });
    if (!actor.accountId) throw new AppError('capability' in rule ? 'access.denied' : 'access.sign_in_required');
    if (rule.scope === 'self' && rule.owing) return true;
    if (actor.owesTotp) throw new AppError('access.totp_required');
    if (rule.scope === 'self') return true;
    const paths = await this.paths(rule, subject);
    if (paths.some((path) => hasRight(actor, rule.name as Right, path))) return true;
    this.refusals.tell(actor, { policy: rule.name, path: paths[0] ?? '/', subject });
    throw new AppError('access.denied');
  }

  /** Where the right may be held. @throws AppError the resource's own "not found" */
  private async paths(rule: Exclude<PolicyRule, { scope: 'public' | 'self' }>, subject: string): Promise<string[]> {
    if (rule.scope === 'platform') return ['/'];
    if (!rule.of) return [];
    const path = await this.resources.path(rule.of, subject);
    return rule.scope === 'party' ? [path, ...(await this.resources.parties(rule.of, subject))] : [path];
  }
}

function holdsOne(
  actor: Actor,
  capability: LinkPurpose | readonly LinkPurpose[] | undefined,
  subject: string,
): boolean {
  return [capability ?? []].flat().some((purpose) => hasCapability(actor, purpose, subject));
}

function subjectOf(context: ExecutionContext, param: string): { actor: Actor; subject: string } {
  if (context.getType() === 'ws') {
    const { data } = context.switchToWs().getClient<ActorSocket>();
    return { actor: data.actor, subject: data.subject };
  }
  const request = context.switchToHttp().getRequest<ActorRequest>();
  return { actor: request.actor, subject: String(request.params[param] ?? '') };
}

/** Refuses to start a server in which a route or socket command has no declared policy, or one without a right. */
@Injectable()
export class PolicyCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const wrong = this.handlers().filter(({ handler }) => !isComplete(this.reflector.get(POLICY, handler)));
    if (wrong.length > 0) {
      throw new Error(`Routes without a policy or right: ${wrong.map(({ name }) => name).join(', ')}`);
    }
  }

  /** Every route and socket command of the application's own controllers and gateways. */
  private handlers(): { name: string; handler: () => unknown }[] {
    return [...this.discovery.getControllers(), ...this.discovery.getProviders()].flatMap(({ instance, metatype }) => {
      if (!instance || !metatype || typeof instance !== 'object') return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
        const handler = prototype[method];
        if (!handler) return [];
        const marked = Reflect.hasMetadata(ROUTE_MARK, handler) || Reflect.hasMetadata(SOCKET_MARK, handler);
        return marked ? [{ name: `${metatype.name}.${method}`, handler }] : [];
      });
    });
  }
}

function isComplete(rule: PolicyRule | undefined): boolean {
  if (!rule) return false;
  const asksForRight = rule.scope === 'platform' || rule.scope === 'owner' || (rule.scope === 'party' && rule.of);
  return !asksForRight || rule.name in RIGHTS;
}
