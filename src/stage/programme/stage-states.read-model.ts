import { Injectable } from '@nestjs/common';
import type { Scene, StageMaterial } from '../../contracts/stage.contract.js';
import type { MaterialKind, StagePlace, StageRole } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';

/** A person on stage, as the database knows them. */
export interface StageMember {
  id: string;
  role: StageRole;
  name: string;
  unit: string;
  place: StagePlace;
  muted: boolean;
}

export interface MaterialOnStage extends StageMaterial {
  /** Key in the storage of the page that is shown; null while it is not uploaded. */
  path: string | null;
}

/** Everything that decides what a programme shows, beside the tracks themselves. */
export interface StageState {
  /** Whether something goes out: to the audience, to the people on stage only, or nowhere. */
  air: 'live' | 'rehearsal' | 'off';
  /** The session runs, perhaps paused: its programme stays open. */
  live: boolean;
  scene: Scene | null;
  strip: boolean;
  people: StageMember[];
  materials: MaterialOnStage[];
}

interface StageRow extends Record<string, unknown> {
  live: boolean;
  onAir: boolean;
  rehearsing: boolean | null;
  scene: Scene | null;
  strip: boolean | null;
}

interface MaterialRow extends Record<string, unknown>, Omit<MaterialOnStage, 'uploaded' | 'kind'> {
  kind: MaterialKind;
  uploaded: number;
}

/** The stage of a session as its rows say it is. */
@Injectable()
export class StageStates {
  constructor(private readonly reads: ReadPool) {}

  /** Sessions whose media must run: those that are live, and rehearsals. */
  async running(): Promise<string[]> {
    const rows = await this.reads.query<{ id: string }>(
      `SELECT id FROM session WHERE state = 'live'
       UNION SELECT session_id FROM stage WHERE rehearsing_since IS NOT NULL`,
    );
    return rows.map(({ id }) => id);
  }

  /** Of a session that does not exist: an empty stage with nothing on air. */
  async of(sessionId: string): Promise<StageState> {
    const [[row], people, materials] = await Promise.all([
      this.reads.query<StageRow>(
        `SELECT s.state = 'live' AS live, s.state = 'live' AND s.on_air = 'on' AS "onAir", t.rehearsing_since IS NOT NULL AS rehearsing,
                t.scene, t.strip
         FROM session s LEFT JOIN stage t ON t.session_id = s.id WHERE s.id = $1`,
        [sessionId],
      ),
      this.reads.query<StageMember & Record<string, unknown>>(
        `SELECT id, role, name, unit, place, muted FROM stage_participant
         WHERE session_id = $1 AND removed_at IS NULL ORDER BY entered_at, id`,
        [sessionId],
      ),
      this.reads.query<MaterialRow>(
        `SELECT m.id, m.kind, m.title, m.owner_id AS "ownerId", m.pages, m.page, m.loop, f.storage_key AS path,
                (SELECT count(*)::int FROM stage_page u WHERE u.material_id = m.id) AS uploaded
         FROM stage_material m
         LEFT JOIN stage_page g ON g.material_id = m.id AND g.page = m.page
         LEFT JOIN file f ON f.id = g.file_id AND f.deleted_at IS NULL
         WHERE m.session_id = $1 AND m.removed_at IS NULL ORDER BY m.id`,
        [sessionId],
      ),
    ]);
    return {
      air: row?.onAir ? 'live' : row?.rehearsing ? 'rehearsal' : 'off',
      live: row?.live ?? false,
      scene: row?.scene ?? null,
      strip: row?.strip ?? true,
      people,
      materials,
    };
  }
}
