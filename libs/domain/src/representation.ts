/**
 * Who may exercise the rights of a person: she herself, a parent, both together, or an agent. What
 * a law says of it stands in its pack, with the age of majority: who may consent for herself at an
 * earlier age (GDPR Art. 8) is no less a minor for it.
 */
import type { Cited } from './document.js';
import type { Level } from './identifier.js';
import type { LawPack } from './law-pack.js';
import { isDisclosing } from './related.js';
import type { Law, Right } from './right.js';

export const REQUESTERS = ['subject', 'parent', 'agent'] as const;
export type Requester = (typeof REQUESTERS)[number];

/** What has to be shown: parental authority also covers the parent's consent. */
export const AUTHORITY_KINDS = ['parental_authority', 'parental_consent', 'mandate'] as const;
export type AuthorityKind = (typeof AUTHORITY_KINDS)[number];

/** What one law says about acting for another. */
export interface RepresentationRules {
  /** Whoever acts for another shows that she may. */
  acting: Cited;
  /** Below this age, in completed years, a person is a minor by the law of capacity. */
  majority: Cited & { age: number };
  /** Present: up to this age, in completed years, nobody but the parent acts. */
  parentAlone?: Cited & { upTo: number };
  /** Present: a child who acts herself needs the consent of a parent too. */
  parentToo?: Cited;
}

/** Who asks, and how old the person is, in completed years at the receipt, if that was asked. */
export interface RepresentationFacts {
  requester: Requester;
  subjectAge?: number | null;
}

/** Something that must be shown before anybody acts, and the provision that wants it. */
export interface NeededAuthority extends Cited {
  law: Law;
  kind: AuthorityKind;
}

/** What must be shown under each law; nothing, where a person of age acts for herself. */
export function authorityNeeded(
  facts: RepresentationFacts,
  packs: readonly LawPack[],
): NeededAuthority[] {
  return packs.flatMap((pack) => {
    const rules = pack.representation;
    const needed = rules && neededUnder(facts, rules);
    if (!needed) return [];
    const { citation, because } = needed.rule;
    return [{ law: pack.id, kind: needed.kind, citation, because }];
  });
}

interface Needed {
  kind: AuthorityKind;
  rule: Cited;
}

function neededUnder(
  { requester, subjectAge }: RepresentationFacts,
  { acting, majority, parentAlone, parentToo }: RepresentationRules,
): Needed | undefined {
  const age = subjectAge ?? undefined;
  const isMinor = age !== undefined && age < majority.age;
  if (requester === 'agent') return { kind: 'mandate', rule: acting };
  if (requester === 'parent') {
    // Of age under this law: then a parent is an agent like any other.
    const kind = age === undefined || isMinor ? 'parental_authority' : 'mandate';
    return { kind, rule: acting };
  }
  if (age !== undefined && parentAlone && age <= parentAlone.upTo) {
    return { kind: 'parental_authority', rule: parentAlone };
  }
  return isMinor && parentToo ? { kind: 'parental_consent', rule: parentToo } : undefined;
}

/** What is still to be shown. */
export function authorityMissing(
  needed: readonly NeededAuthority[],
  shown: readonly AuthorityKind[],
): NeededAuthority[] {
  const covers: Record<AuthorityKind, readonly AuthorityKind[]> = {
    parental_authority: ['parental_authority'],
    parental_consent: ['parental_consent', 'parental_authority'],
    mandate: ['mandate'],
  };
  return needed.filter(({ kind }) => !covers[kind].some((one) => shown.includes(one)));
}

/** A right that anybody may exercise can only do good; nobody has to show that she may. */
export const needsAuthority = (minimum: Level): boolean => minimum !== 'unverified';

/** What goes to a parent may harm the child: a person looks at it before. */
export function isForParent(
  { requester }: Pick<RepresentationFacts, 'requester'>,
  right: Right,
): boolean {
  return requester === 'parent' && isDisclosing(right);
}
