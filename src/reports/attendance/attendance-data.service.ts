import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../../accounts/persons/personal-data.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';

/** What attendance holds of a person. */
@Injectable()
export class AttendanceData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly reads: ReadPool,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      name: 'attendance',
      export: (personIds) => this.export(personIds),
      erase: (tx, personIds) => this.erase(tx, personIds),
    });
  }

  /**
   * Ids, times and the enterprise that somebody came for stay, and with them the figures of a session. What organisers
   * wrote when they corrected something may say more.
   */
  private async erase(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`UPDATE attendance_correction SET reason = '' WHERE person_id = ANY($1)`, [personIds]);
  }

  private async export(personIds: readonly string[]): Promise<unknown> {
    const [sessions, corrections] = await Promise.all([this.sessions(personIds), this.corrections(personIds)]);
    return { sessions, corrections };
  }

  private sessions(personIds: readonly string[]): Promise<unknown> {
    return this.reads.query(
      `SELECT s.title, a.first_at AS "firstAt", a.last_at AS "lastAt", a.stay_seconds AS "staySeconds",
              a.watch_seconds AS "watchSeconds", a.replay_seconds AS "replaySeconds", a.views, a.ways, a.devices, a.channel
       FROM attendance_person a JOIN session s ON s.id = a.session_id WHERE a.person_id = ANY($1) ORDER BY s.starts_at`,
      [personIds],
    );
  }

  private corrections(personIds: readonly string[]): Promise<unknown> {
    return this.reads.query(
      `SELECT s.title, c.kind, c.started_at AS "from", c.ended_at AS "to", c.reason, c.made_at AS "madeAt"
       FROM standing_correction c JOIN session s ON s.id = c.session_id WHERE c.person_id = ANY($1) ORDER BY c.made_at`,
      [personIds],
    );
  }
}
