import { readFileSync } from 'node:fs';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConsentText, ConsentView } from '../../contracts/account.contract.js';
import { CONSENT_PURPOSES, type ConsentPurpose, type Locale } from '../../contracts/vocabulary.js';
import { CONFIG, type Config } from '../../config.js';
import { Ledger } from '../../activity/ledger.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { StartLock } from '../../infra/database/start-lock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { CONSENT_TEXTS } from './consent-texts.js';

type TextRow = { version: number; text_zh: string; text_en: string; published_at: Date };

/** Who agreed to which version of which text, and when it was withdrawn. */
@Injectable()
export class Consents implements OnModuleInit {
  private readonly newest = new Map<ConsentPurpose, TextRow>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly startLock: StartLock,
    private readonly reads: ReadPool,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** A text that differs from the last version is published as the next one. */
  async onModuleInit(): Promise<void> {
    await this.startLock.alone(async (tx) => {
      for (const purpose of CONSENT_PURPOSES) this.newest.set(purpose, await this.publish(tx, purpose));
    });
  }

  text(purpose: ConsentPurpose, locale: Locale): ConsentText {
    const row = this.newest.get(purpose);
    if (!row) throw new Error(`No text for the consent ${purpose}`);
    return {
      purpose,
      version: row.version,
      text: locale === 'en' ? row.text_en : row.text_zh,
      publishedAt: row.published_at.toISOString(),
    };
  }

  /** Agrees to the newest text; who agreed to it already has agreed once. */
  async give(tx: Tx, rootId: string, purpose: ConsentPurpose, organisationId: string | null = null): Promise<void> {
    const version = this.newest.get(purpose)?.version;
    const [row] = await tx.query(
      `INSERT INTO consent (id, person_id, purpose, version, organisation_id, given_at)
       SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (
         SELECT 1 FROM consent WHERE person_id = $2 AND purpose = $3 AND version = $4
           AND organisation_id IS NOT DISTINCT FROM $5::uuid AND withdrawn_at IS NULL) RETURNING id`,
      [newId(), rootId, purpose, version, organisationId, this.clock.now()],
    );
    if (row)
      await this.ledger.record(tx, { verb: 'consent.given', path: '/', details: { purpose, version: version ?? 0 } });
  }

  async withdraw(tx: Tx, rootId: string, purpose: ConsentPurpose, organisationId: string | null = null): Promise<void> {
    const rows = await tx.query(
      `UPDATE consent SET withdrawn_at = $4 WHERE person_id = $1 AND purpose = $2
         AND organisation_id IS NOT DISTINCT FROM $3::uuid AND withdrawn_at IS NULL RETURNING id`,
      [rootId, purpose, organisationId, this.clock.now()],
    );
    if (rows.length > 0) await this.ledger.record(tx, { verb: 'consent.withdrawn', path: '/', details: { purpose } });
  }

  /** Whether a consent to any version stands. */
  async holds(personId: string, purpose: ConsentPurpose, organisationId: string | null = null): Promise<boolean> {
    const rows = await this.reads.query(
      `SELECT 1 FROM consent WHERE person_id = root_person($1) AND purpose = $2
         AND organisation_id IS NOT DISTINCT FROM $3::uuid AND withdrawn_at IS NULL LIMIT 1`,
      [personId, purpose, organisationId],
    );
    return rows.length > 0;
  }

  async list(personId: string, locale: Locale): Promise<ConsentView[]> {
    const rows = await this.reads.query<
      TextRow & { purpose: ConsentPurpose; given_at: Date; withdrawn_at: Date | null }
    >(
      `SELECT c.purpose, c.version, c.given_at, c.withdrawn_at, t.text_zh, t.text_en, t.published_at
       FROM consent c JOIN consent_text t USING (purpose, version)
       WHERE c.person_id = root_person($1) ORDER BY c.given_at DESC LIMIT 200`,
      [personId],
    );
    return rows.map((row) => ({
      purpose: row.purpose,
      version: row.version,
      givenAt: row.given_at.toISOString(),
      withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
      text: locale === 'en' ? row.text_en : row.text_zh,
    }));
  }

  private async publish(tx: Tx, purpose: ConsentPurpose): Promise<TextRow> {
    const { zh, en } = this.configured(purpose);
    const [last] = await tx.query<TextRow>(
      `SELECT version, text_zh, text_en, published_at FROM consent_text WHERE purpose = $1 ORDER BY version DESC LIMIT 1`,
      [purpose],
    );
    if (last && last.text_zh === zh && last.text_en === en) return last;
    const row = { version: (last?.version ?? 0) + 1, text_zh: zh, text_en: en, published_at: this.clock.now() };
    await tx.query(
      `INSERT INTO consent_text (purpose, version, text_zh, text_en, published_at) VALUES ($1, $2, $3, $4, $5)`,
      [purpose, row.version, zh, en, row.published_at],
    );
    return row;
  }

  private configured(purpose: ConsentPurpose): { zh: string; en: string } {
    const { privacyTextFile, operator } = this.config.site;
    const texts = CONSENT_TEXTS[purpose];
    const zh = purpose === 'privacy' && privacyTextFile ? readFileSync(privacyTextFile, 'utf8') : texts['zh-CN'];
    const en = purpose === 'privacy' && privacyTextFile ? zh : texts.en;
    const fill = (text: string, own: string) => text.trim().replaceAll('{operator}', operator ?? own);
    return { zh: fill(zh, '云桥'), en: fill(en, 'Yunqiao') };
  }
}
