import type {
  EnterStageAnswer,
  FrontPage,
  JoinSessionAnswer,
  JoinSessionRequest,
  SessionBoard,
  SessionPage,
  StageView,
} from '../../src/contracts/index.js';
import { newKey, request } from './http.js';
import { retrying } from './retry.js';

const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;
const stage = (id: string) => `/api/stages/${encodeURIComponent(id)}`;
const linkQuery = (link?: string) => (link ? `?link=${encodeURIComponent(link)}` : '');

export const fetchFrontPage = () => request<FrontPage>('/api/front-page');

export const fetchSession = (id: string, link?: string) => request<SessionPage>(session(id) + linkQuery(link));

/** Without a version the newest board; with one that very board, which never changes and may come from a cache. */
export const fetchBoard = (id: string, version?: string) =>
  request<SessionBoard>(`${session(id)}/board${version ? `?v=${encodeURIComponent(version)}` : ''}`, {
    deadlineMs: 5000,
  });

export const joinSession = (id: string, body: JoinSessionRequest) =>
  request<JoinSessionAnswer>(`${session(id)}/join`, { method: 'POST', body, deadlineMs: 6000 });

export const enterStage = (id: string, link?: string) =>
  request<EnterStageAnswer>(`${stage(id)}/enter`, { method: 'POST', body: link ? { link } : {} });

/** Shows an agenda item to the audience (正在推介), or none. */
export const showAgendaItem = (id: string, itemId: string | null) =>
  retrying(() => request<StageView>(`${session(id)}/agenda/current`, { method: 'POST', body: { itemId } }), {
    tries: 3,
  });

export type StageCommand = 'start' | 'pause' | 'resume' | 'end';

/** Pressed once, done once: tries again under the same key when no answer came. */
export function commandStage(id: string, command: StageCommand): Promise<StageView> {
  const idempotencyKey = newKey();
  return retrying(
    () => request<StageView>(`${stage(id)}/${command}`, { method: 'POST', body: {}, idempotencyKey, deadlineMs: 6000 }),
    { tries: 3 },
  );
}
