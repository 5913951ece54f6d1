import type { EventDetail, SessionAccess, SessionDetail, SessionRequest } from '../../src/contracts/index.js';
import { endAfter, usualStart } from './session-slot.js';

/** What a session says of itself, as its form holds it. */
export interface SessionFields {
  title: string;
  summary: string;
  description: string;
  startsAt: string;
  endsAt: string;
  access: SessionAccess;
  accessCode: string;
  version: number;
}

export function sessionFieldsOf(session: SessionDetail): SessionFields {
  const { title, summary, description, startsAt, endsAt, access, accessCode, version } = session;
  return { title, summary, description, startsAt, endsAt, access, accessCode: accessCode ?? '', version };
}

/** A week after the last one, as long and for the same people. */
export function nextSession({ title, sessions }: EventDetail): SessionFields {
  const last = sessions.at(-1);
  const week = 7 * 24 * 60;
  const startsAt = last ? endAfter(last.startsAt, week) : usualStart(Date.now());
  const endsAt = last ? endAfter(last.endsAt, week) : endAfter(startsAt, 90);
  const access = last?.access ?? 'public';
  return { title, summary: '', description: '', startsAt, endsAt, access, accessCode: '', version: 0 };
}

/** With the version that was read, except for a new session. */
export function sessionRequestOf(fields: SessionFields, { isNew = false } = {}): SessionRequest {
  const { accessCode, version, ...rest } = fields;
  const code = rest.access === 'code' && accessCode ? { accessCode } : {};
  return { ...rest, ...code, title: rest.title.trim(), ...(!isNew && { version }) };
}
