/** Why a file cannot be read, as an error code of the vocabulary; with the line and the broken rule where it has one. */
export class Refusal extends Error {
  name = 'Refusal';

  constructor(code, { line, rule, cause } = {}) {
    super(code, { cause });
    this.code = code;
    this.line = line;
    this.rule = rule;
  }
}
