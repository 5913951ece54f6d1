import type { PDFDocumentLoadingTask, PDFDocumentProxy, RenderTask } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type * as PdfJs from 'pdfjs-dist/legacy/build/pdf.mjs';
import pdfAddress from 'pdfjs-dist/legacy/build/pdf.min.mjs?url';
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { MOST_PAGES } from '../../src/contracts/vocabulary.js';
import { drawnAsJpeg, newCanvas } from './drawn-jpeg.js';
import { fittedSize, MaterialFailure } from './material-file.js';
import type { MaterialTrouble } from './material-file.js';

/** A page that takes longer will not be ready in this decade. */
const PAGE_MS = 40_000;
const TROUBLES: Record<string, MaterialTrouble> = {
  PasswordException: 'pdf_password',
  InvalidPDFException: 'pdf_broken',
  FormatError: 'pdf_broken',
};

let library: Promise<typeof PdfJs> | null = null;

/** As its makers built it, both halves alike; fetched with the first file. */
function loadLibrary(): Promise<typeof PdfJs> {
  library ??= import(/* @vite-ignore */ pdfAddress).then(
    (pdfJs: typeof PdfJs) => {
      pdfJs.GlobalWorkerOptions.workerSrc = workerAddress;
      return pdfJs;
    },
    (error: unknown) => {
      library = null;
      throw new MaterialFailure('pdf_unsupported', 0, error);
    },
  );
  return library;
}

/** Character maps, standard fonts and decoders as this house serves them; fetched only by a file that needs them. */
const served = (version: string, folder: string): string =>
  new URL(`/assets/pdf-${version}/${folder}/`, location.origin).href;

/** A PDF that is open in this browser; its pages become pictures one at a time. */
export class PdfPages {
  private constructor(
    private readonly loading: PDFDocumentLoadingTask,
    private readonly pdf: PDFDocumentProxy,
  ) {}

  /** @throws MaterialFailure */
  static async open(file: Blob): Promise<PdfPages> {
    const { getDocument, version } = await loadLibrary();
    const data = new Uint8Array(await file.arrayBuffer());
    const loading = getDocument({
      data,
      cMapUrl: served(version, 'cmaps'),
      standardFontDataUrl: served(version, 'standard_fonts'),
      wasmUrl: served(version, 'wasm'),
      // The page's policy compiles no WebAssembly; the decoders come as plain scripts.
      useWasm: false,
      enableXfa: false,
    });
    const pdf = await loading.promise.catch(async (error: unknown) => {
      await loading.destroy();
      throw new MaterialFailure(troubleOf(error), 0, error);
    });
    const pages = new PdfPages(loading, pdf);
    if (pdf.numPages <= MOST_PAGES) return pages;
    await pages.close();
    throw new MaterialFailure('pdf_too_many', pdf.numPages);
  }

  get count(): number {
    return this.pdf.numPages;
  }

  /** @param number from 1 @throws MaterialFailure `pdf_page` */
  async picture(number: number): Promise<Blob> {
    const canvas = newCanvas();
    try {
      const page = await this.pdf.getPage(number);
      const whole = page.getViewport({ scale: 1 });
      Object.assign(canvas, fittedSize(whole, { grow: true }));
      const viewport = page.getViewport({ scale: canvas.width / whole.width });
      // Printing goes on in a tab that is not in front; drawing for the screen stands still there.
      await inTime(page.render({ canvas, viewport, background: 'white', intent: 'print' }));
      page.cleanup();
      return await drawnAsJpeg(canvas);
    } catch (error) {
      throw new MaterialFailure('pdf_page', number, error);
    } finally {
      // Some browsers keep a canvas' memory long after nobody refers to it.
      canvas.width = canvas.height = 0;
    }
  }

  close(): Promise<void> {
    return this.loading.destroy();
  }
}

async function inTime(task: RenderTask): Promise<void> {
  const timer = setTimeout(() => task.cancel(), PAGE_MS);
  await task.promise.finally(() => clearTimeout(timer));
}

function troubleOf(error: unknown): MaterialTrouble {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  // The worker's script did not start: a browser that is older than its language.
  if (/worker/i.test(message)) return 'pdf_unsupported';
  return TROUBLES[name] ?? 'pdf_other';
}
