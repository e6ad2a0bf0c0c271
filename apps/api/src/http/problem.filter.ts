import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { JsonLog } from './json-log.js';
import {
  problemOf,
  PROBLEM_TYPE,
  refusalByStatus,
  refusalOf,
  retryAfterSeconds,
} from './problem.js';

/** Turns whatever is thrown, in a handler or in Fastify's hooks, into problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: JsonLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    // A call that never arrived whole is the caller's doing; the socket may be gone already.
    const cut = request.raw.destroyed && !request.raw.complete;
    const refusal = cut ? refusalByStatus(408) : refusalOf(error);
    if (refusal.status >= 500) this.log.fault(error, { request: request.id, code: refusal.code });
    // A stream that breaks half-way can only be cut: the status has left already.
    if (reply.raw.headersSent) return void reply.raw.destroy();
    const seconds = retryAfterSeconds(refusal.code);
    if (seconds !== undefined && !reply.hasHeader('retry-after')) {
      reply.header('retry-after', String(seconds));
    }
    if (refusal.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
    reply
      .status(refusal.status)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(problemOf(refusal, request.id)));
  }
}
