import type { AccessKeys, AccessRecords, Principal, Scope } from '@habeas/access';
import { HabeasError } from '@habeas/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { rememberCaller } from '../http/call.js';
import type { RateLimits } from './rate-limits.js';
import { accessOf } from './route-access.js';

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;

/**
 * Lets a call pass or throws. It runs before the body is read, so that nobody without a key costs
 * more than one look-up.
 */
export class Authentication {
  constructor(
    private readonly keys: AccessKeys,
    private readonly records: AccessRecords,
    private readonly limits: RateLimits,
  ) {}

  async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const access = accessOf(request);
    if (request.is404 || access === 'public') return;
    const principal = await this.principalOf(request);
    if (!principal) return this.refuseUnknown(request, reply);
    rememberCaller(request, principal);
    await this.limits.calls(request, reply);
    if (!access?.some((scope) => principal.scopes.includes(scope))) {
      await this.refuseScope(request, principal, access ?? []);
    }
  }

  private async principalOf(request: FastifyRequest): Promise<Principal | undefined> {
    const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
    return bearer === undefined ? undefined : this.keys.authenticate(bearer);
  }

  private async refuseUnknown(request: FastifyRequest, reply: FastifyReply): Promise<never> {
    await this.limits.refusedKeys(request, reply);
    await this.records.record({ act: actOf(request), ...subjectOf(request), allowed: false });
    throw new HabeasError(
      'unauthenticated',
      'Send a valid key as "Authorization: Bearer hbs_..."; "habeas key create" makes one.',
    );
  }

  private async refuseScope(
    request: FastifyRequest,
    principal: Principal,
    scopes: readonly Scope[],
  ): Promise<never> {
    const act = actOf(request);
    const principalId = principal.id;
    await this.records.record({ principalId, act, ...subjectOf(request), allowed: false });
    throw new HabeasError(
      'scope_missing',
      `This needs a key with one of the scopes ${scopes.join(', ')}; ask for one.`,
    );
  }
}

/** A name from the route's pattern, as `post.v1.requests.id.approval`; an address may hold anything. */
export function actOf({ method, routeOptions }: FastifyRequest): string {
  const words = `${method}.${routeOptions.url ?? 'unknown'}`.toLowerCase();
  return words.replace(/[^a-z0-9]+/g, '.').slice(0, 64);
}

/** The first id in the path. */
function subjectOf({ params }: FastifyRequest): { subjectId?: string } {
  const subjectId = Object.values((params ?? {}) as Record<string, string>)[0];
  return subjectId === undefined ? {} : { subjectId };
}
