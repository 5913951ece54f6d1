import type {
  EnterStageAnswer,
  MaterialRequest,
  RaisedHand,
  SceneRequest,
  StageInvitation,
  StageMaterial,
  StageView,
} from '../../src/contracts/index.js';
import { newKey, request } from './http.js';
import { retrying } from './retry.js';
import { upload } from './upload.js';

/** A picture may take a while on a slow line. */
const UPLOAD_MS = 60_000;
const CLIP_MS = 10 * 60_000;

const stage = (id: string, rest = '') => `/api/stages/${encodeURIComponent(id)}${rest}`;
const post = <T>(path: string, body: object = {}) => request<T>(path, { method: 'POST', body });

export interface EnterWords {
  link?: string | undefined;
  name?: string | undefined;
  unit?: string | undefined;
}

export const enterStage = (id: string, words: EnterWords) => post<EnterStageAnswer>(stage(id, '/enter'), words);

/** Shows an agenda item to the audience (正在推介), or none. */
export const showAgendaItem = (id: string, itemId: string | null) =>
  retrying(() => post<StageView>(`/api/sessions/${encodeURIComponent(id)}/agenda/current`, { itemId }), { tries: 3 });

export type StageCommand = 'start' | 'pause' | 'resume' | 'end';

/** Pressed once, done once: tries again under the same key when no answer came. */
export function commandStage(id: string, command: StageCommand): Promise<StageView> {
  const idempotencyKey = newKey();
  const body = {};
  return retrying(
    () => request<StageView>(stage(id, `/${command}`), { method: 'POST', body, idempotencyKey, deadlineMs: 6000 }),
    { tries: 3 },
  );
}

export type PersonCommand = 'bring-on' | 'take-off' | 'mute' | 'unmute' | 'remove';

/** Safe to repeat, as everything below that answers the stage. */
export const commandPerson = (id: string, command: PersonCommand, participantId: string) =>
  retrying(() => post<StageView>(stage(id, `/people/${participantId}/${command}`)), { tries: 3 });

export const renameOnStage = (id: string, words: { name: string; unit: string }) =>
  request<StageView>(stage(id, '/people/me'), { method: 'PATCH', body: words });

export const leaveStage = (id: string) => post<void>(stage(id, '/leave'));

export const chooseScene = (id: string, body: SceneRequest) =>
  retrying(() => request<StageView>(stage(id, '/scene'), { method: 'PUT', body }), { tries: 3 });

export const rehearse = (id: string, on: boolean) =>
  retrying(() => post<StageView>(stage(id, `/rehearsal/${on ? 'start' : 'end'}`)), { tries: 3 });

export const fetchInvitations = (id: string) => request<StageInvitation[]>(stage(id, '/invitations'));

export const inviteSpeaker = (id: string, words: { name: string; unit: string }) =>
  post<StageInvitation>(stage(id, '/invitations'), words);

export const revokeInvitation = (id: string, invitationId: string) =>
  request<void>(stage(id, `/invitations/${invitationId}`), { method: 'DELETE' });

export const settleHand = (id: string, handId: string, command: 'call' | 'dismiss') =>
  post<RaisedHand[]>(stage(id, `/hands/${handId}/${command}`));

export const addMaterial = (id: string, body: MaterialRequest) => post<StageMaterial>(stage(id, '/materials'), body);

/** @param page from 1 */
export const uploadPage = (id: string, materialId: string, page: number, picture: Blob, signal?: AbortSignal) =>
  retrying(
    () =>
      request<void>(stage(id, `/materials/${materialId}/pages/${page}`), {
        method: 'PUT',
        body: fileForm(picture),
        deadlineMs: UPLOAD_MS,
        ...(signal && { signal }),
      }),
    { tries: 4, ...(signal && { signal }) },
  );

/** @param onProgress told the sent part of it, 0 to 1 */
export const uploadClip = (
  id: string,
  materialId: string,
  clip: Blob,
  onProgress: (part: number) => void,
  signal: AbortSignal,
) =>
  retrying(
    () =>
      upload(stage(id, `/materials/${materialId}/clip`), fileForm(clip), { deadlineMs: CLIP_MS, onProgress, signal }),
    { tries: 3, signal },
  );

export const pageAddress = (id: string, materialId: string, page: number) =>
  stage(id, `/materials/${materialId}/pages/${page}`);

export const turnPage = (id: string, materialId: string, page: number) =>
  post<StageView>(stage(id, `/materials/${materialId}/turn`), { page });

export const removeMaterial = (id: string, materialId: string) =>
  request<StageView>(stage(id, `/materials/${materialId}`), { method: 'DELETE' });

function fileForm(file: Blob): FormData {
  const form = new FormData();
  form.append('file', file);
  return form;
}
