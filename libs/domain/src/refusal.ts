/**
 * Whether a ground carries a refusal. Where several laws apply it must carry it under each of them:
 * what one law obliges to do is not undone by what another one lets refuse.
 */
import type { RightRule } from './law-pack.js';
import type { NoticeGround } from './lifecycle.js';
import type { Law } from './right.js';

/**
 * The provisions of one law that know the ground for this right; none if it does not. Proof of
 * identity is asked under a provision of its own, and only where the right needs any.
 */
export function citationsOf(rule: RightRule, ground: NoticeGround): string[] {
  if (ground === 'identity_not_established') {
    return rule.identity.minimum === 'unverified' ? [] : [rule.identity.citation];
  }
  return rule.refusals
    .filter(({ grounds }) => grounds?.includes(ground))
    .map(({ citation }) => citation);
}

/** The laws under which the ground does not carry, of those that know the right. */
export function lawsWithout(
  ground: NoticeGround,
  rules: readonly { law: Law; rule: RightRule }[],
): Law[] {
  return rules.filter(({ rule }) => citationsOf(rule, ground).length === 0).map(({ law }) => law);
}
