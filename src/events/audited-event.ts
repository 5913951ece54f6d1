import type { OnlineEvent } from './online-event.entity.js';

/** What the audit keeps of an event: everything that people set, nothing that follows from it. */
export function auditedEvent({ updatedAt: _at, createdAt: _created, version: _version, ...event }: OnlineEvent) {
  return { ...event };
}
