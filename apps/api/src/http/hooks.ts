import { HabeasError } from '@habeas/domain';
import type { FastifyInstance } from 'fastify';

import { callerOf } from './call.js';
import type { JsonLog } from './json-log.js';
import type { RouteTable } from './route-table.js';

/** Answers are about people: no cache keeps them, no browser guesses at them. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

export function sendHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...HEADERS, 'x-request-id': request.id });
  });
}

/** A path that exists under another method is 405, with what it has. */
export function refuseUnknownMethods(fastify: FastifyInstance, routes: RouteTable): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const [path = ''] = request.url.split('?');
    const methods = routes.methodsOf(path);
    if (methods.length === 0) return;
    reply.header('allow', methods.join(', '));
    throw new HabeasError('method_not_allowed', `Use ${methods.join(' or ')} here.`);
  });
}

/** One line per call: the route's pattern, never the address; who by id; never a body. */
export function logCalls(fastify: FastifyInstance, log: JsonLog): void {
  fastify.addHook('onResponse', async (request, reply) => {
    log.event('call', {
      request: request.id,
      method: request.method,
      route: request.is404 ? 'unknown' : request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      principal: callerOf(request)?.id,
    });
  });
}
