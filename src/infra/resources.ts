import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '../contracts/vocabulary.js';
import { AppError } from './errors.js';
import { isId } from './id.js';

/** Kinds of rows that routes name by an id and that belong to an organisation's path. */
export type ResourceKind =
  | 'organisation'
  | 'application'
  | 'membership'
  | 'invitation'
  | 'service_item'
  | 'import'
  | 'programme'
  | 'event'
  | 'session'
  | 'agenda_item'
  | 'cohost'
  | 'registration'
  | 'venue'
  | 'channel';

interface Resource {
  /** Path of the organisation to which the row belongs; null when there is no such row. */
  path: (id: string) => Promise<string | null>;
  /** Paths of further organisations that the row makes a party. */
  parties?: (id: string) => Promise<string[]>;
  notFound: ErrorCode;
}

/** How a policy finds out to whom a row belongs: each feature tells it for its own rows, before the server starts. */
@Injectable()
export class Resources {
  private readonly kinds = new Map<ResourceKind, Resource>();

  register(kind: ResourceKind, resource: Resource): void {
    if (this.kinds.has(kind)) throw new Error(`Resource ${kind} is registered twice`);
    this.kinds.set(kind, resource);
  }

  /** @throws AppError the kind's "not found", also for what is not an id */
  async path(kind: ResourceKind, id: string): Promise<string> {
    const resource = this.of(kind);
    const path = isId(id) ? await resource.path(id.toLowerCase()) : null;
    if (path === null) throw new AppError(resource.notFound);
    return path;
  }

  async parties(kind: ResourceKind, id: string): Promise<string[]> {
    return (await this.of(kind).parties?.(id.toLowerCase())) ?? [];
  }

  private of(kind: ResourceKind): Resource {
    const resource = this.kinds.get(kind);
    if (!resource) throw new Error(`Nobody has registered the resource ${kind}`);
    return resource;
  }
}
