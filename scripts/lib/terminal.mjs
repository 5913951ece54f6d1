import { ClearError } from '../../media/engine/clear-error.mjs';

// Where nobody watches a cursor (a log of a build server) a line this often shows that it still moves.
const QUIET_MS = 15_000;

/**
 * What a person sees in the terminal: Chinese first, then English, short.
 *
 * `progress` shows a line that the next one replaces; where the output is no terminal, it is printed now and then.
 */
export function createTerminal(stream = process.stdout) {
  const live = Boolean(stream.isTTY);
  let transient = false;
  let lastProgress = 0;
  const clear = () => {
    if (transient) stream.write('\r\x1b[K');
    transient = false;
  };
  const print = (text) => {
    clear();
    stream.write(`${text}\n`);
    lastProgress = Date.now();
  };
  const progress = (zh, en) => {
    const text = `  ${zh}  ${en}`;
    if (live) {
      stream.write(`\r\x1b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
      transient = true;
    } else if (Date.now() - lastProgress >= QUIET_MS) {
      print(text);
    }
  };
  return {
    print,
    progress,
    step: (zh, en) => print(`● ${zh}  ${en}`),
    warn: (zh, en) => print(`! ${zh}\n  ${en}`),
    /** Shows how long a thing takes while it is under way. */
    during: (zh, en, work) => during(progress, zh, en, work, clear),
  };
}

async function during(progress, zh, en, work, clear) {
  const started = Date.now();
  const show = () => progress(`${zh} ${Math.round((Date.now() - started) / 1000)}s`, en);
  const timer = setInterval(show, 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    clear();
  }
}

/** Prints why it ended and ends. A ClearError is two sentences; anything else is our fault and shows its stack. */
export function exitWith(error) {
  if (error instanceof ClearError) {
    process.stderr.write(`\n✗ ${error.zh}\n  ${error.en}\n`);
  } else {
    process.stderr.write(`\n✗ 意外错误  Unexpected error\n${error?.stack ?? error}\n`);
    if (error?.tail?.length) process.stderr.write(`${error.tail.join('\n')}\n`);
  }
  process.exit(1);
}

/** While things are being set up, a signal simply ends it: the children go with us (see media/engine/command.mjs). */
export function exitOnSignals() {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const handlers = Object.entries(codes).map(([signal, code]) => {
    const handler = () => process.exit(code);
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => handlers.forEach((off) => off());
}
