import { types } from 'node:util';
import { HabeasError } from '@habeas/domain';
import { QueryFailedError } from 'typeorm';

/** SQLSTATE of two transactions that cannot both commit: the caller runs its work again. */
const SERIALIZATION = new Set(['40001', '40P01']);
/**
 * SQLSTATE classes and codes of a server that is away, closing, full, or did not answer in the time
 * given; and the operating system's words for the same.
 */
const UNAVAILABLE = /^(?:08...|57P0[1-5]|53...|57014|55P03|25P0[34])$/;
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);
/** SQLSTATE of a server whose disk has no room; the statement was rolled back. */
const DISK_FULL = '53100';
/** What pg says, without any code, of a connection that broke or was not made in time. */
const BROKEN = /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired)/;

/**
 * A statement was refused by the database. Carries the SQLSTATE and the names of constraint, table
 * and column; never a value, and never the parameters: they may be somebody's data.
 */
export class SqlError extends Error {
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor(
    readonly code: string,
    from: Readonly<Record<string, unknown>> = {},
  ) {
    super(describe(code, from));
    this.name = 'SqlError';
    this.constraint = name(from['constraint']);
    this.table = name(from['table']);
    this.column = name(from['column']);
  }
}

/** Class 42 speaks of names in the statement (syntax, unknown column); the others quote values. */
function describe(code: string, from: Readonly<Record<string, unknown>>): string {
  if (code.startsWith('42') && typeof from['message'] === 'string') {
    return `SQL error ${code}: ${from['message']}`;
  }
  const constraint = name(from['constraint']);
  return constraint === undefined ? `SQL error ${code}` : `SQL error ${code} of ${constraint}`;
}

function name(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** True when the same transaction may well commit if it is run again. */
export function isSerializationFailure(error: unknown): boolean {
  return error instanceof SqlError && SERIALIZATION.has(error.code);
}

/**
 * What callers see of an error: `store_unavailable` when the server could not be asked, `store_full`
 * when it has no room, `SqlError` when it refused, and anything else as it came.
 */
export function translateSqlError(error: unknown): unknown {
  if (error instanceof HabeasError || error instanceof SqlError) return error;
  const driver = error instanceof QueryFailedError ? (error.driverError as Error) : error;
  if (!types.isNativeError(driver)) return error;
  const code = codeOf(driver);
  if (code === DISK_FULL) return noRoom();
  if (isUnavailable(driver, code)) {
    return new HabeasError(
      'store_unavailable',
      `The database does not answer (${code ?? 'closed'}).`,
    );
  }
  const refused = /^[0-9A-Z]{5}$/.test(code ?? '') && 'severity' in driver;
  return refused && code !== undefined ? new SqlError(code, fields(driver)) : hideQuery(error);
}

function noRoom(): HabeasError {
  return new HabeasError(
    'store_full',
    'The disk of the database is full. Nothing was recorded; free some space, and the same call ' +
      'succeeds.',
  );
}

function isUnavailable(error: Error, code: string | undefined): boolean {
  if (code === undefined) return BROKEN.test(error.message);
  return UNREACHABLE.has(code) || UNAVAILABLE.test(code);
}

/** Several addresses of one host fail together as an AggregateError, whose members bear the code. */
function codeOf(error: Error): string | undefined {
  const own = (error as { code?: unknown }).code;
  if (typeof own === 'string') return own;
  const first = (error as { errors?: unknown[] }).errors?.[0];
  return types.isNativeError(first) ? codeOf(first) : undefined;
}

/** `message` does not enumerate, so a spread alone would lose it. */
function fields(error: Error): Record<string, unknown> {
  return { ...error, message: error.message };
}

/** A failed query that the server never judged (such as a parameter that cannot be sent). */
function hideQuery(error: unknown): unknown {
  return error instanceof QueryFailedError ? new SqlError('driver') : error;
}
