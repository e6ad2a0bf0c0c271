import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions } from 'fastify';

import { BODY_BYTES_MAX } from './json-body.js';
import type { ProblemFilter } from './problem.filter.js';
import { problemOf, PROBLEM_TYPE, refusalByStatus } from './problem.js';

/** Longest that a call may take to arrive, headers and body, however many bytes trickle in. */
export const ARRIVAL_TIMEOUT_MS = 20_000;
/** Longest that headers alone may take. */
const HEADERS_TIMEOUT_MS = 10_000;
/** Longest that a socket may stand without a byte in either direction. */
const IDLE_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 30_000;
/** How often late calls are looked for. */
const LATE_CHECK_MS = 1_000;
/** Longest part of a path; our ids have 36 characters. */
const PARAM_LENGTH_MAX = 100;

/** What Fastify is told beyond its defaults: limits, ids, and problem details for its own refusals. */
export function serverOptions(
  filter: ProblemFilter,
  arrivalTimeoutMs = ARRIVAL_TIMEOUT_MS,
): FastifyHttpOptions<Server> {
  return {
    bodyLimit: BODY_BYTES_MAX,
    connectionTimeout: IDLE_TIMEOUT_MS,
    requestTimeout: arrivalTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, arrivalTimeoutMs),
      connectionsCheckingInterval: Math.min(LATE_CHECK_MS, arrivalTimeoutMs),
    },
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    // HEAD would run the handler of GET and log a read that nobody made.
    exposeHeadRoutes: false,
    // Proxies' headers are anybody's text; the address is the socket's.
    trustProxy: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    frameworkErrors: (error, request, reply) => filter.answer(error, request, reply),
    clientErrorHandler: refuseSocket,
  };
}

/** Answers what is not HTTP, or comes too late, before there is a request. */
function refuseSocket(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = problemOf(refusalByStatus(statusOf(error.code)), randomUUID());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}
