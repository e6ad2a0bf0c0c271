import { ERRORS, HabeasError, type ErrorCode, type ErrorDetail } from '@habeas/domain';
import { HttpException } from '@nestjs/common';

/** RFC 9457 problem details, with the code of `ERRORS`, and all faults by JSON Pointer. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ErrorCode;
  errors?: ErrorDetail[];
}

export const PROBLEM_TYPE = 'application/problem+json';

/** One sentence for what is not there and what this caller may not see: they must look alike. */
const NOTHING = 'Nothing is here that this key may see; check the address and its id.';

/** What the framework refuses before any of our code runs: its status, our code and sentence. */
const BY_STATUS: Record<number, [ErrorCode, string]> = {
  400: ['http_malformed', 'The address or a header is malformed; send well-formed HTTP.'],
  404: ['not_found', NOTHING],
  408: ['request_timeout', 'The call did not arrive in time; send it again at once.'],
  413: ['body_too_large', 'The body is larger than 256 KiB; send a smaller one.'],
  414: ['http_malformed', 'The address is too long; use an id as it was given to you.'],
  415: ['media_type_unsupported', 'Send the body as application/json.'],
  431: ['headers_too_large', 'The headers are larger than 16 KiB; send fewer.'],
};

const INTERNAL = 'The fault is ours and is recorded under this instance; try again later.';

/** The refusal that any thrown thing stands for; `internal` when nobody foresaw it. */
export function refusalOf(error: unknown): HabeasError {
  if (error instanceof HabeasError) return error;
  if (error instanceof HttpException) return refusalByStatus(error.getStatus());
  if (isFastifyError(error)) return refusalByStatus(error.statusCode);
  return new HabeasError('internal', INTERNAL);
}

export function refusalByStatus(status: number): HabeasError {
  const [code, detail] = BY_STATUS[status] ?? (['internal', INTERNAL] as const);
  return new HabeasError(code, detail);
}

/** `requestId` is a UUID; it appears in the log line of the same call. */
export function problemOf(refusal: HabeasError, requestId: string): Problem {
  const { code, title, status, errors } = refusal;
  const detail = code === 'not_found' ? NOTHING : refusal.detail;
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    instance: `urn:uuid:${requestId}`,
    code,
    ...(errors.length > 0 ? { errors } : {}),
  };
}

/** Seconds after which the same call may succeed; undefined when waiting does not help. */
export function retryAfterSeconds(code: ErrorCode): number | undefined {
  if (!ERRORS[code].retry) return undefined;
  return code === 'idempotency_key_in_use' ? 1 : 5;
}

/** Fastify's errors are no native ones, so they are known by what they bear. */
function isFastifyError(error: unknown): error is { statusCode: number } {
  if (typeof error !== 'object' || error === null) return false;
  if (!('code' in error) || !('statusCode' in error)) return false;
  return String(error.code).startsWith('FST_') && typeof error.statusCode === 'number';
}
