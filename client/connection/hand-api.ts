import type { OwnHand, RaiseHandRequest } from '../../src/contracts/index.js';
import { request } from './http.js';

/** A viewer's own hand: raising it again changes its words, lowering it twice is harmless. */
const hand = (sessionId: string, rest = '') => `/api/sessions/${encodeURIComponent(sessionId)}/hand${rest}`;

export const fetchHand = (sessionId: string) => request<OwnHand>(hand(sessionId), { deadlineMs: 5000 });

export const raiseHand = (sessionId: string, body: RaiseHandRequest) =>
  request<OwnHand>(hand(sessionId), { method: 'POST', body });

export const lowerHand = (sessionId: string) => request<OwnHand>(hand(sessionId), { method: 'DELETE' });

export type HandAnswer = 'accept' | 'decline';

/** To a host's call. Accepting leaves the right to be on stage with this browser. */
export const answerCall = (sessionId: string, answer: HandAnswer) =>
  request<OwnHand>(hand(sessionId, `/${answer}`), { method: 'POST', body: {} });
