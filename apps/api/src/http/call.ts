import type { Principal } from '@habeas/access';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** One HTTP call by somebody known. */
export interface Call {
  request: FastifyRequest;
  reply: FastifyReply;
  principal: Principal;
}

const callers = new WeakMap<FastifyRequest, Principal>();

export function rememberCaller(request: FastifyRequest, principal: Principal): void {
  callers.set(request, principal);
}

/** Undefined on public routes and before authentication. */
export function callerOf(request: FastifyRequest): Principal | undefined {
  return callers.get(request);
}

/** Parameter decorator: the call, on a route that is not public. */
export const TheCall = createParamDecorator((_: unknown, context: ExecutionContext): Call => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const principal = callerOf(request);
  if (!principal) throw new Error('This route is public; it has no caller.');
  return { request, reply: http.getResponse<FastifyReply>(), principal };
});
