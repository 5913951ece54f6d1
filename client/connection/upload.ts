import { RequestFailure } from './failure.js';
import { refusalOf, spokenHeaders } from './http.js';

export interface UploadOptions {
  deadlineMs: number;
  /** Told the sent part of it, 0 to 1. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

/** Puts a large file where it belongs and tells how far it has come, which `fetch` cannot. @throws RequestFailure */
export function upload(path: string, body: FormData, { deadlineMs, onProgress, signal }: UploadOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    const cancel = () => sending.abort();
    const fail = (kind: 'network' | 'deadline') => reject(new RequestFailure(kind, `no answer from ${path}`));
    sending.open('PUT', path);
    for (const [name, value] of Object.entries(spokenHeaders())) sending.setRequestHeader(name, value);
    sending.timeout = deadlineMs;
    sending.upload.onprogress = ({ loaded, total }) => total > 0 && onProgress(loaded / total);
    sending.onload = () => {
      if (sending.status >= 200 && sending.status < 300) resolve();
      else reject(refusalOf(sending, asJson(sending.responseText)));
    };
    sending.ontimeout = () => fail('deadline');
    sending.onerror = sending.onabort = () => fail('network');
    sending.onloadend = () => signal.removeEventListener('abort', cancel);
    signal.addEventListener('abort', cancel);
    if (signal.aborted) fail('network');
    else sending.send(body);
  });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
