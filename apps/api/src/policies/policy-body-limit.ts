import type { FastifyInstance } from 'fastify';

/** A whole policy in one body: law packs, calendars of many countries, texts in five languages. */
export const POLICY_BYTES_MAX = 4 * 1024 * 1024;

/** Lets the one route that takes a policy read more than others; only who may change it gets there. */
export function admitPolicies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/v1/policy-versions' && route.method === 'POST') {
      route.bodyLimit = POLICY_BYTES_MAX;
    }
  });
}
