import { type CanActivate, type ExecutionContext, Injectable, type OnModuleInit, SetMetadata } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { LinkPurpose } from '../contracts/vocabulary.js';
import { type Actor, hasCapability } from './actor.js';
import { AppError } from './errors.js';

/**
 * What a route or a socket command asks of its caller.
 * - `public`: nobody is refused.
 * - `party`: the caller holds a capability (signed link) for the row named by the route parameter, or by the ticket of
 *   the socket.
 */
export type PolicyRule = { name: string } & (
  { scope: 'public' } | { scope: 'party'; capability: LinkPurpose; param: string }
);

const POLICY = Symbol('policy');
/** Nest's own marks of a route and of a socket command. */
const ROUTE_MARK = 'path';
const SOCKET_MARK = 'message';

/** Declares the policy of a route or socket command. Without it the server does not start. */
export function Policy(
  name: string,
  rule: { scope: 'public' } | { scope: 'party'; capability: LinkPurpose; param: string },
): MethodDecorator {
  return SetMetadata(POLICY, { name, ...rule } satisfies PolicyRule);
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
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = this.reflector.get<PolicyRule | undefined>(POLICY, context.getHandler());
    if (!rule) throw new AppError('access.denied');
    if (rule.scope === 'public') return true;
    const { actor, subject } = subjectOf(context, rule.param);
    if (!hasCapability(actor, rule.capability, subject)) throw new AppError('access.denied');
    return true;
  }
}

function subjectOf(context: ExecutionContext, param: string): { actor: Actor; subject: string } {
  if (context.getType() === 'ws') {
    const { data } = context.switchToWs().getClient<ActorSocket>();
    return { actor: data.actor, subject: data.subject };
  }
  const request = context.switchToHttp().getRequest<ActorRequest>();
  return { actor: request.actor, subject: String(request.params[param] ?? '') };
}

/** Refuses to start a server in which a route or socket command has no declared policy. */
@Injectable()
export class PolicyCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const missing = this.handlers().filter(({ handler }) => !this.reflector.get(POLICY, handler));
    if (missing.length > 0) {
      throw new Error(`Routes without a policy: ${missing.map(({ name }) => name).join(', ')}`);
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
