import { onScopeDispose, shallowReactive } from 'vue';
import type { StageMaterial } from '../../src/contracts/index.js';
import type { MaterialKind } from '../../src/contracts/vocabulary.js';
import { newKey } from '../connection/http.js';
import { addMaterial, removeMaterial, uploadClip, uploadPage } from '../connection/stage-api.js';
import { fittedPicture } from '../media/fitted-picture.js';
import { MaterialFailure, titleOfFile } from '../media/material-file.js';
import { PdfPages } from '../media/pdf-pages.js';
import type { Studio } from './studio.js';

/** A file on its way to the stage. */
export interface MaterialUpload {
  id: string;
  title: string;
  kind: MaterialKind;
  file: File;
  loop: boolean;
  /** Known to the server from the moment it was announced. */
  materialId: string | null;
  /** The rest of slides that are there already: what has come stays, whatever becomes of it. */
  isRest: boolean;
  /** Of slides: how many are there, and how many have arrived. */
  pages: number;
  page: number;
  /** Of a video, 0 to 1. */
  part: number;
  /** Why it stopped; null: it is under way. */
  failure: unknown;
  stop: AbortController;
}

/** Brings files on stage: slides page by page, pictures, videos. One file after the other. */
export function useMaterialUploads(studio: Studio) {
  const uploads = shallowReactive<MaterialUpload[]>([]);
  let queue: Promise<void> = Promise.resolve();

  const forget = (upload: MaterialUpload): void => {
    const index = uploads.findIndex(({ id }) => id === upload.id);
    if (index >= 0) uploads.splice(index, 1);
  };

  function add(file: File, kind: MaterialKind, loop = false): void {
    begin(fresh({ file, kind, title: titleOfFile(file.name), loop }));
  }

  /** The rest of slides whose upload broke off, out of the same file chosen again. */
  function resume(material: StageMaterial, file: File): void {
    const { id, title, kind, loop, pages, uploaded } = material;
    begin(fresh({ file, kind, title, loop, materialId: id, isRest: true, pages, page: uploaded }));
  }

  /** Once more what failed, from where it stopped. */
  function retry(upload: MaterialUpload): void {
    forget(upload);
    begin(fresh({ ...upload, failure: null, stop: new AbortController() }));
  }

  function begin(upload: MaterialUpload): void {
    uploads.push(upload);
    queue = queue.then(() => carry(upload));
  }

  async function carry(upload: MaterialUpload): Promise<void> {
    if (upload.stop.signal.aborted) return;
    try {
      await WAYS[upload.kind](upload);
      forget(upload);
    } catch (failure) {
      if (upload.stop.signal.aborted) return;
      Object.assign(upload, { failure });
      // Nothing of it has come: what was announced would only stand in the way.
      if (upload.page === 0) await withdraw(upload);
    }
  }

  /** Given up: nothing of it stays but what was here before. */
  async function cancel(upload: MaterialUpload): Promise<void> {
    upload.stop.abort();
    forget(upload);
    await withdraw(upload);
  }

  async function withdraw(upload: MaterialUpload): Promise<void> {
    const { materialId } = upload;
    if (!materialId || upload.isRest) return;
    upload.materialId = null;
    await studio.act(() => removeMaterial(studio.sessionId, materialId));
  }

  async function announce(upload: MaterialUpload): Promise<string> {
    const { kind, title, loop, pages } = upload;
    const request = { kind, title, ...(kind === 'slides' && { pages }), ...(kind === 'clip' && { loop }) };
    const id = upload.materialId ?? (await addMaterial(studio.sessionId, request)).id;
    Object.assign(upload, { materialId: id });
    if (!upload.stop.signal.aborted) return id;
    await withdraw(upload);
    throw new Error('cancelled');
  }

  async function sendSlides(upload: MaterialUpload): Promise<void> {
    const { signal } = upload.stop;
    const pdf = await PdfPages.open(upload.file);
    try {
      if (upload.materialId && pdf.count !== upload.pages) throw new MaterialFailure('pdf_other_file');
      Object.assign(upload, { pages: pdf.count });
      const id = await announce(upload);
      // One at a time: two hundred pages in memory would be a gigabyte.
      while (upload.page < pdf.count) {
        const picture = await pdf.picture(upload.page + 1);
        if (signal.aborted) return;
        await uploadPage(studio.sessionId, id, upload.page + 1, picture, signal);
        Object.assign(upload, { page: upload.page + 1 });
      }
    } finally {
      await pdf.close();
    }
  }

  async function sendPicture(upload: MaterialUpload): Promise<void> {
    const picture = await fittedPicture(upload.file);
    await uploadPage(studio.sessionId, await announce(upload), 1, picture, upload.stop.signal);
  }

  async function sendClip(upload: MaterialUpload): Promise<void> {
    const id = await announce(upload);
    const tell = (part: number) => Object.assign(upload, { part });
    await uploadClip(studio.sessionId, id, upload.file, tell, upload.stop.signal);
  }

  const WAYS: Record<MaterialKind, (upload: MaterialUpload) => Promise<void>> = {
    slides: sendSlides,
    picture: sendPicture,
    clip: sendClip,
  };

  onScopeDispose(() => uploads.forEach(({ stop }) => stop.abort()));
  return { uploads, add, resume, retry, cancel };
}

export type MaterialUploads = ReturnType<typeof useMaterialUploads>;

type Chosen = Pick<MaterialUpload, 'file' | 'kind' | 'title' | 'loop'>;

const fresh = (upload: Chosen & Partial<MaterialUpload>): MaterialUpload =>
  shallowReactive({
    id: newKey(),
    materialId: null,
    isRest: false,
    pages: 0,
    page: 0,
    part: 0,
    failure: null,
    stop: new AbortController(),
    ...upload,
  });
