import { LOG_LEVELS, type LogLevel } from '@habeas/config';
import type { LoggerService } from '@nestjs/common';

type Fields = Record<string, string | number | undefined>;

/** What Nest says of each module and route as it starts; of use to who debugs the start alone. */
const STARTING = new Set(['InstanceLoader', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/**
 * One JSON object per line on standard error: standard output is for what other programs read.
 * Errors are logged by name, code and frames; their messages may quote a row or a body.
 */
export class JsonLog implements LoggerService {
  constructor(
    private readonly threshold: LogLevel,
    private readonly write = (line: string): unknown => process.stderr.write(line),
  ) {}

  log(message: unknown, context?: unknown): void {
    const level = STARTING.has(text(context) ?? '') ? 'debug' : 'log';
    this.line(level, message, { context: text(context) });
  }

  /** Nest calls it with (message, stack, context) or (message, context). */
  error(message: unknown, ...rest: unknown[]): void {
    this.line('error', message, { context: text(rest.at(-1)) });
  }

  warn(message: unknown, context?: unknown): void {
    this.line('warn', message, { context: text(context) });
  }

  debug(message: unknown, context?: unknown): void {
    this.line('debug', message, { context: text(context) });
  }

  verbose(message: unknown, context?: unknown): void {
    this.line('verbose', message, { context: text(context) });
  }

  /** Something that happened, with ids and numbers only. */
  event(message: string, fields: Fields): void {
    this.line('log', message, fields);
  }

  /** An error that nobody foresaw or that a store caused. */
  fault(error: unknown, fields: Fields): void {
    this.line('error', 'fault', { ...fields, ...traceOf(error) });
  }

  private line(level: LogLevel, message: unknown, fields: Fields): void {
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.threshold)) return;
    const said = isThrown(message) ? traceOf(message) : { message: text(message) };
    const at = new Date().toISOString();
    this.write(`${JSON.stringify({ at, level, ...said, ...fields })}\n`);
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Errors of other realms and of Fastify are no instances of our `Error`. */
function isThrown(value: unknown): value is Pick<Error, 'name' | 'stack'> & { code?: unknown } {
  return typeof value === 'object' && value !== null && 'stack' in value;
}

function traceOf(error: unknown): Fields {
  if (!isThrown(error)) return { error: typeof error };
  const { name, code, stack } = error;
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: name,
    errorCode: text(code),
    stack: frames?.map((line) => line.trim()).join('; '),
  };
}
