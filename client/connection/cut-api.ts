import type { CutReason, CutView, LiftCutRequest } from '../../src/contracts/index.js';
import { newKey, request } from './http.js';
import { retrying } from './retry.js';

const address = (sessionId: string) => `/api/stages/${encodeURIComponent(sessionId)}/cut`;

export const fetchCut = (sessionId: string) => request<CutView>(address(sessionId));

/** Pressed once, done once: tries again under the same key when no answer came, and does not wait long for one. */
export function cutSession(sessionId: string, reason: CutReason): Promise<CutView> {
  const idempotencyKey = newKey();
  const send = () =>
    request<CutView>(address(sessionId), { method: 'POST', body: { reason }, idempotencyKey, deadlineMs: 4000 });
  return retrying(send, { tries: 4 });
}

export function liftCut(sessionId: string, body: LiftCutRequest): Promise<CutView> {
  const idempotencyKey = newKey();
  const send = () => request<CutView>(`${address(sessionId)}/lift`, { method: 'POST', body, idempotencyKey });
  return retrying(send, { tries: 3 });
}
