/**
 * A failure that a person can act on: one sentence in Chinese, one in English. Whoever catches it at the top prints
 * both and leaves the stack out; everything else that is thrown is a fault of ours and keeps its stack.
 */
export class ClearError extends Error {
  constructor(zh, en, options) {
    super(`${zh}\n${en}`, options);
    this.name = 'ClearError';
    this.zh = zh;
    this.en = en;
  }
}
