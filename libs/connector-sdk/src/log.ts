import { HandlerFault } from './problem.js';

export type LogFields = Record<string, string | number | boolean | object | undefined>;
export type Log = (event: string, fields?: LogFields) => void;

/** Adds instant and connector to every entry. */
export function connectorLog(options: {
  write: ((line: object) => void) | undefined;
  slug: string;
  now: () => Date;
}): Log {
  const write = options.write ?? writeToStandardError;
  return (event, fields = {}) =>
    write({ at: options.now().toISOString(), connector: options.slug, event, ...fields });
}

/**
 * What a log may know of an error: kind, code and place. Its message is left out, because drivers
 * quote the values that they stumble over.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const { code } = error as NodeJS.ErrnoException;
  return {
    error: error.name,
    ...(code === undefined ? {} : { code: String(code) }),
    ...(error instanceof HandlerFault ? { faults: error.faults } : {}),
    stack: frames.slice(0, 8).map((line) => line.trim()),
  };
}

function writeToStandardError(line: object): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
