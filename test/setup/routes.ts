import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { POLICY, type PolicyRule } from '../../src/infra/policy.js';
import type { TestApp } from './app.js';

export interface Route {
  name: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With its parameters as Express writes them, e.g. `/api/events/:id/publish`. */
  path: string;
  rule: PolicyRule;
}

/** Every HTTP route of the running server, with its declared policy. */
export function routesOf(server: TestApp): Route[] {
  const discovery = server.app.get(DiscoveryService, { strict: false });
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    if (!instance || !metatype) return [];
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    const base = asList(Reflect.getMetadata('path', metatype))[0] ?? '';
    return scanner.getAllMethodNames(prototype).flatMap((handlerName) => {
      const handler = prototype[handlerName];
      const paths = handler ? asList(Reflect.getMetadata('path', handler)) : [];
      if (!handler || paths.length === 0) return [];
      const method = RequestMethod[Reflect.getMetadata('method', handler) as number]?.toLowerCase() as Route['method'];
      const rule = Reflect.getMetadata(POLICY, handler) as PolicyRule;
      return paths.map((path) => ({ name: `${metatype.name}.${handlerName}`, method, path: join(base, path), rule }));
    });
  });
}

function asList(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as string[]) : [value as string];
}

function join(base: string, path: string): string {
  return `/${[base, path]
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter(Boolean)
    .join('/')}`;
}
