import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { ErrorCode } from '../../contracts/vocabulary.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { AppError } from '../../infra/errors.js';
import { SessionEntry } from '../session-entry.service.js';
import { EvidenceViewings } from './evidence-viewings.service.js';
import { ServedPlaylists } from './served-playlists.service.js';
import { type StreamRule, StreamRules } from './stream-rules.service.js';

/** How a file may be given out: to everybody who may watch, or to this caller alone. */
export interface Admission {
  rule: StreamRule;
  confidential: boolean;
}

const SEGMENT = /^seg-(\d+)(?:-1)?\.m4s$/;

/** Who may have which file of a session's stream. */
@Injectable()
export class StreamAdmission {
  constructor(
    private readonly rules: StreamRules,
    private readonly entry: SessionEntry,
    private readonly playlists: ServedPlaylists,
    private readonly evidence: EvidenceViewings,
  ) {}

  /** @throws AppError `session.not_found`, `stream.forbidden`, `stream.withdrawn`, `stream.not_found` */
  async admit(actor: Actor, sessionId: string, file: string, response: Response): Promise<Admission> {
    const rule = await this.rules.of(sessionId);
    if (file === 'evidence.m3u8') {
      await this.evidence.begin(actor, rule.status);
      return { rule, confidential: true };
    }
    if (!(await this.entry.stays(actor, rule.status, response))) throw new AppError('stream.forbidden');
    const mayEdit = hasRight(actor, 'replay.read', rule.status.path);
    if (file === 'whole.m3u8' && !mayEdit) throw new AppError('stream.not_found');
    const refusal = await this.refusal(rule, file, mayEdit);
    if (!refusal) return { rule, confidential: mayEdit && (rule.hidden || rule.trim !== null) };
    if (!file.endsWith('.m3u8') && this.evidence.runs(actor, rule.status)) return { rule, confidential: true };
    throw new AppError(refusal);
  }

  private async refusal(rule: StreamRule, file: string, mayEdit: boolean): Promise<ErrorCode | null> {
    if (rule.status.cut) return 'stream.withdrawn';
    if (rule.hidden && !mayEdit) return 'stream.not_found';
    const sequence = SEGMENT.exec(file)?.[1];
    if (sequence === undefined || (rule.withdrawn.length === 0 && !rule.trim)) return null;
    const place = await this.playlists.place(rule, Number(sequence));
    if (place === 'withdrawn') return 'stream.withdrawn';
    return place === 'kept' || (place === 'trimmed' && mayEdit) ? null : 'stream.not_found';
  }
}
