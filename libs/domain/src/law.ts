import { Temporal } from 'temporal-polyfill';
import type { Controller, Venue } from './controller.js';
import { HabeasError } from './errors.js';
import { LEVELS, type Level } from './identifier.js';
import type { ApplicabilityRule, LawPack, RightRule } from './law-pack.js';
import { LAWS, type Law, type Right } from './right.js';

/** The version of each law that governs requests received on one day. */
export type PacksInForce = Partial<Record<Law, LawPack>>;

/** What is known of a request when it comes in; countries are ISO 3166-1 alpha-2. */
export interface LawFacts {
  residence: string;
  /** Where the person has been, is, or will go, besides the residence. */
  stays?: string[];
  controllerEstablishment: string;
  /** Where the service is offered or behaviour is watched; absent: everywhere. */
  offeredIn?: string[];
  /** An operator's own choice; it stands instead of the rules. */
  laws?: Law[];
}

/** The local date of an instant, e.g. `2026-04-01` for 31 March 22:30 UTC in Berlin. */
export function localDate(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Picks each law's version by the local date of receipt where the controller acts. */
export function packsInForce(
  packs: readonly LawPack[],
  venues: Record<Law, Pick<Venue, 'zone'>>,
  receivedAt: string,
): PacksInForce {
  const found = LAWS.map((law) => {
    const receivedOn = localDate(receivedAt, venues[law].zone);
    return [law, packs.find((pack) => pack.id === law && isInForce(pack, receivedOn))] as const;
  });
  return Object.fromEntries(found.filter(([, pack]) => pack !== undefined));
}

/** True when a request received on this local date falls under this version. */
export function isInForce(pack: LawPack, receivedOn: string): boolean {
  return pack.validFrom <= receivedOn && (!pack.validTo || receivedOn <= pack.validTo);
}

/**
 * Which laws govern a request, and why, one sentence for each. Throws `law_undetermined` when no
 * rule fits, or when an operator chose a law that has no version for the day of receipt.
 */
export function lawsFor(facts: LawFacts, packs: PacksInForce): { laws: Law[]; because: string[] } {
  const chosen = [...new Set(facts.laws ?? [])];
  if (chosen.length > 0) return lawsChosen(chosen, packs);
  const reasons = LAWS.flatMap((law) => {
    const pack = packs[law];
    const rule = pack?.appliesWhen.find((candidate) => fits(candidate, pack, facts));
    return rule ? [{ law, because: `${rule.citation}: ${rule.because}` }] : [];
  });
  if (reasons.length === 0) {
    throw new HabeasError(
      'law_undetermined',
      'Neither residence, stays nor establishment bring this request under a law in force on its ' +
        'day of receipt; name the law in "laws", or add the country where the person stayed.',
    );
  }
  return { laws: reasons.map(({ law }) => law), because: reasons.map(({ because }) => because) };
}

function lawsChosen(laws: Law[], packs: PacksInForce): { laws: Law[]; because: string[] } {
  const missing = laws.filter((law) => !packs[law]);
  if (missing.length > 0) {
    throw new HabeasError(
      'law_undetermined',
      `No version of ${missing.join(', ')} governs requests received on that day; ` +
        'correct the instant of receipt or choose another law.',
    );
  }
  return { laws, because: laws.map((law) => `${law}: chosen by the operator.`) };
}

function fits(rule: ApplicabilityRule, pack: LawPack, facts: LawFacts): boolean {
  const { offeredIn } = facts;
  const offered = (country: string) =>
    !rule.offeredThere || offeredIn === undefined || offeredIn.includes(country);
  return countriesOf(rule.fact, facts).some(
    (country) => pack.countries.includes(country) && offered(country),
  );
}

function countriesOf(fact: ApplicabilityRule['fact'], facts: LawFacts): string[] {
  switch (fact) {
    case 'establishment':
      return [facts.controllerEstablishment];
    case 'residence':
      return [facts.residence];
    case 'stay':
      return facts.stays ?? [];
  }
}

/** The rule of each law that knows the right, in the order of `LAWS`; throws `right_not_supported` when none does. */
export function rightRules(
  packs: PacksInForce,
  laws: readonly Law[],
  right: Right,
): { law: Law; pack: LawPack; rule: RightRule }[] {
  const rules = LAWS.filter((law) => laws.includes(law)).flatMap((law) => {
    const pack = packs[law];
    const rule = pack?.rights[right];
    return pack && rule ? [{ law, pack, rule }] : [];
  });
  if (rules.length > 0) return rules;
  throw new HabeasError(
    'right_not_supported',
    `None of ${laws.join(', ')} has the right ${right}.`,
  );
}

/**
 * The level an identifier needs: the highest that the controller or any of the laws asks. A right
 * that every law grants to an unverified identifier can only do good; the controller adds nothing.
 */
export function minimumLevel(
  controller: Pick<Controller, 'identity'>,
  rules: readonly { rule: RightRule }[],
): Level {
  const byLaw = rules.map(({ rule }) => rule.identity.minimum);
  if (byLaw.every((level) => level === 'unverified')) return 'unverified';
  const asked = [controller.identity.minimum, ...byLaw];
  return LEVELS.findLast((level) => asked.includes(level)) ?? 'high';
}

/** How many other principals must approve: the most that any of the laws' rules asks. */
export function approvalsNeeded(rules: readonly { rule: RightRule }[]): number {
  return Math.max(0, ...rules.map(({ rule }) => rule.approvals));
}
