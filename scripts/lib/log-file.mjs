import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 20e6;
const KEPT = 3;

/**
 * A log of a child's output: `name.log`, before it `name.1.log`, `name.2.log`; three files of at most 20 MB. A new
 * one begins at each start and whenever one is full.
 */
export class LogFile {
  #path;
  #descriptor;
  #written = 0;

  constructor(path) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#rotate();
  }

  get path() {
    return this.#path;
  }

  /** Never throws: a full disk must not end what is being logged. */
  write(data) {
    try {
      if (this.#written > 0 && this.#written + data.length > MAX_BYTES) this.#rotate();
      this.#written += writeSync(this.#descriptor, data);
    } catch {
      this.#written += data.length;
    }
  }

  close() {
    closeSync(this.#descriptor);
  }

  #rotate() {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    for (let age = KEPT - 1; age > 0; age -= 1) {
      if (existsSync(this.#aged(age - 1))) renameSync(this.#aged(age - 1), this.#aged(age));
    }
    this.#descriptor = openSync(this.#path, 'w', 0o600);
    this.#written = 0;
  }

  #aged(age) {
    return age === 0 ? this.#path : this.#path.replace(/\.log$/, `.${age}.log`);
  }
}
