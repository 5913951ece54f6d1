import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { errorReport } from './error-report.js';

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/** A line with fields of its own beside its text. */
interface FieldsLine extends Record<string, unknown> {
  msg: string;
}

/**
 * Nest's log lines as pino's JSON lines. Nest passes `(message, ...more, context)`; a message may be an object with
 * `msg` and further fields.
 */
export class NestLog implements LoggerService {
  constructor(private readonly log_: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.pop() : undefined;
    const text = rest.filter((part) => typeof part === 'string').join(' ');
    if (message instanceof Error) this.writeError(level, errorReport(message), { context, text });
    else if (isFieldsLine(message)) this.log_[level]({ context, ...message });
    else this.log_[level]({ context }, [String(message), text].filter(Boolean).join(' '));
  }

  private writeError(level: Level, err: Error, { context, text }: { context: unknown; text: string }): void {
    this.log_[level]({ context, err }, text || err.message);
  }
}

function isFieldsLine(message: unknown): message is FieldsLine {
  return typeof message === 'object' && message !== null && typeof (message as FieldsLine).msg === 'string';
}
