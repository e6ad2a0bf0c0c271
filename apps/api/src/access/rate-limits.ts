import { HabeasError } from '@habeas/domain';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { callerOf } from '../http/call.js';

/** Calls of one principal per minute and process. */
export const CALLS_PER_MINUTE = 3_000;
/** Refused keys of one address per minute, before they are no longer even recorded. */
export const REFUSED_KEYS_PER_MINUTE = 60;

const MINUTE_MS = 60_000;

type Limit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** Each throws `rate_limited` when its window is full. */
export interface RateLimits {
  calls: Limit;
  refusedKeys: Limit;
}

export async function rateLimits(
  fastify: FastifyInstance,
  callsPerMinute = CALLS_PER_MINUTE,
): Promise<RateLimits> {
  await fastify.register(rateLimit, { global: false });
  const window = (max: number, keyGenerator: (request: FastifyRequest) => string): Limit => {
    const count = fastify.createRateLimit({ max, timeWindow: MINUTE_MS, keyGenerator });
    return async (request, reply) => {
      const result = await count(request);
      if (result.isAllowed || !result.isExceeded) return;
      reply.header('retry-after', String(result.ttlInSeconds));
      throw new HabeasError(
        'rate_limited',
        `More than ${max} calls came within a minute; wait for as long as Retry-After says.`,
      );
    };
  };
  return {
    calls: window(callsPerMinute, (request) => `principal ${callerOf(request)?.id ?? ''}`),
    refusedKeys: window(REFUSED_KEYS_PER_MINUTE, (request) => `address ${request.ip}`),
  };
}
