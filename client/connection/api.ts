import type {
  FrontPage,
  JoinSessionAnswer,
  JoinSessionRequest,
  SessionBoard,
  SessionPage,
  StripSpan,
} from '../../src/contracts/index.js';
import { request } from './http.js';

const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;
const linkQuery = (link?: string) => (link ? `?link=${encodeURIComponent(link)}` : '');

export const fetchFrontPage = () => request<FrontPage>('/api/front-page');

export const fetchSession = (id: string, link?: string) => request<SessionPage>(session(id) + linkQuery(link));

/** Without a version the newest board; with one that very board, which never changes and may come from a cache. */
export const fetchBoard = (id: string, version?: string) =>
  request<SessionBoard>(`${session(id)}/board${version ? `?v=${encodeURIComponent(version)}` : ''}`, {
    deadlineMs: 5000,
  });

/** Whose names stood on the picture when. */
export const fetchStrips = (id: string) => request<StripSpan[]>(`${session(id)}/strips`);

export const joinSession = (id: string, body: JoinSessionRequest) =>
  request<JoinSessionAnswer>(`${session(id)}/join`, { method: 'POST', body, deadlineMs: 6000 });
