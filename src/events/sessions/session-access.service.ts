import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '../../contracts/vocabulary.js';
import { type Actor, hasCapability, hasRight, mayBeOnStage } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { SealedText } from '../../infra/sealed-text.js';
import { Registrants } from '../registration/registration-registrant.service.js';
import type { SessionStatus } from './session-states.service.js';

type AskedSession = Pick<SessionStatus, 'id' | 'eventId' | 'path' | 'access'>;

const CODE_MARK_LENGTH = 22;

/** Whom a session lets in: by its access, and those who run or supervise it in any case. */
@Injectable()
export class SessionAccess {
  constructor(
    private readonly reads: ReadPool,
    private readonly registrants: Registrants,
    private readonly sealed: SealedText,
  ) {}

  /** Null when the actor is let in, else the error with which they are refused. As the rows are now. */
  async refusal(actor: Actor, session: AskedSession): Promise<ErrorCode | null> {
    const { id, path, access } = session;
    if (access === 'public' || mayBeOnStage(actor, id)) return null;
    if (hasRight(actor, 'stage.run', path) || hasRight(actor, 'event.read', path)) return null;
    if (access === 'link') return 'access.denied';
    if (access === 'code') return this.refusalByCode(actor, id);
    return access === 'registered' ? this.refusalByRegistration(actor, session) : this.refusalByPhone(actor, id);
  }

  /** Whether this is the session's code, capitals or not. */
  async isCode(sessionId: string, given: string): Promise<boolean> {
    const code = await this.code(sessionId);
    if (code === null) return false;
    // Digests are of one length, so that the comparison takes the same time whatever was guessed.
    const [known, tried] = [code, given].map((text) => Buffer.from(this.codeMark(sessionId, text)));
    return known !== undefined && tried !== undefined && timingSafeEqual(known, tried);
  }

  /**
   * The subject of the capability that knowing the code gives. It holds the code's digest, so that it is worth nothing
   * once the session has another code.
   */
  codeSubject(sessionId: string, code: string): string {
    return `${sessionId}.${this.codeMark(sessionId, code)}`;
  }

  private async refusalByCode(actor: Actor, sessionId: string): Promise<ErrorCode | null> {
    const knewOne = actor.capabilities.some(
      ({ purpose, subject }) => purpose === 'code' && subject.startsWith(`${sessionId}.`),
    );
    if (!knewOne) return 'session.code_required';
    const code = await this.code(sessionId);
    const knows = code !== null && hasCapability(actor, 'code', this.codeSubject(sessionId, code));
    return knows ? null : 'session.code_required';
  }

  private async refusalByRegistration(actor: Actor, { eventId }: AskedSession): Promise<ErrorCode | null> {
    const registrant = await this.registrants.of(actor);
    if (!registrant) return 'registration.required';
    const rows = await this.reads.query(
      `SELECT 1 FROM registration WHERE event_id = $1 AND person_id = ANY($2) AND state = 'registered' LIMIT 1`,
      [eventId, registrant.persons],
    );
    return rows.length > 0 ? null : 'registration.required';
  }

  private async refusalByPhone(actor: Actor, sessionId: string): Promise<ErrorCode | null> {
    if (!actor.personId) return 'phone.required';
    const [row] = await this.reads.query<{ listed: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM invited_phone i WHERE i.session_id = $2 AND i.phone_hmac = p.phone_hmac) AS listed
       FROM person_phone p WHERE p.person_id = root_person($1)`,
      [actor.personId, sessionId],
    );
    if (!row) return 'phone.required';
    return row.listed ? null : 'session.phone_not_listed';
  }

  private async code(sessionId: string): Promise<string | null> {
    const [row] = await this.reads.query<{ code: string | null }>(
      `SELECT access_code AS code FROM session WHERE id = $1 AND access = 'code'`,
      [sessionId],
    );
    return row?.code ?? null;
  }

  private codeMark(sessionId: string, code: string): string {
    return this.sealed.digest(code.trim().toUpperCase(), `session_code:${sessionId}`).slice(0, CODE_MARK_LENGTH);
  }
}
