import type { WindowLevel } from '../../contracts/vocabulary.js';
import type { ImportScope, Query } from '../imports/import-kinds.js';
import type { ImportRule } from '../imports/import-rules.js';
import { placeName } from './network-rows.js';

export interface KnownWindow extends Record<string, unknown> {
  id: string;
  name: string;
  level: WindowLevel;
  areaCode: string | null;
  parentId: string | null;
  path: string;
}

/** All active windows, found by id, area code, full name or the name of their place. There are some hundred. */
export class WindowIndex {
  private readonly byId = new Map<string, KnownWindow>();
  private readonly byWord = new Map<string, KnownWindow[]>();

  static async read(query: Query): Promise<WindowIndex> {
    return new WindowIndex(
      await query<KnownWindow>(
        `SELECT id, name, level, area_code AS "areaCode", parent_id AS "parentId", path FROM organisation
         WHERE kind = 'window' AND state = 'active'`,
      ),
    );
  }

  constructor(windows: readonly KnownWindow[]) {
    for (const window of windows) this.add(window);
  }

  /** A window of the same file counts for the lines after it. */
  add(window: KnownWindow): void {
    this.byId.set(window.id, window);
    for (const word of new Set([window.areaCode, window.name, placeName(window.name)])) {
      if (word) this.byWord.set(word, [...(this.byWord.get(word) ?? []), window]);
    }
  }

  get(id: string): KnownWindow | undefined {
    return this.byId.get(id);
  }

  /** @returns the one window of that area code or name within the scope, or why there is none */
  find(word: string, { path }: ImportScope, level?: WindowLevel): KnownWindow | ImportRule {
    const named = (this.byWord.get(word) ?? []).filter((window) => level === undefined || window.level === level);
    const [window, another] = named.filter((candidate) => candidate.path.startsWith(path));
    if (another) return 'window_ambiguous';
    if (window) return window;
    return named.length > 0 ? 'window_outside' : 'window_unknown';
  }
}
