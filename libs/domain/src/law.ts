import { isoDay } from './clock-days.js';
import { localMoment } from './clock-zone.js';
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
  return isoDay(localMoment(instant, zone).day);
}

/** Where the controller acts under each law that it answers under. */
type Zones = Partial<Record<Law, Pick<Venue, 'zone'>>>;

/** Picks the version of each law with a venue by the local date of receipt there. */
export function packsInForce(
  packs: readonly LawPack[],
  venues: Zones,
  receivedAt: string,
): PacksInForce {
  const zones = LAWS.map((law) => [law, venues[law]?.zone] as const);
  return versions(packs, zones, receivedAt);
}

/** The laws without a venue, which the controller is not set up for; by the date in UTC. */
export function packsNotAnswered(
  packs: readonly LawPack[],
  venues: Zones,
  receivedAt: string,
): PacksInForce {
  const zones = LAWS.map((law) => [law, venues[law] ? undefined : 'UTC'] as const);
  return versions(packs, zones, receivedAt);
}

function versions(
  packs: readonly LawPack[],
  zones: (readonly [Law, string | undefined])[],
  receivedAt: string,
): PacksInForce {
  const found = zones.flatMap(([law, zone]) => {
    if (zone === undefined) return [];
    const receivedOn = localDate(receivedAt, zone);
    const version = packs.find((pack) => pack.id === law && isInForce(pack, receivedOn));
    return version ? [[law, version] as const] : [];
  });
  return Object.fromEntries(found);
}

/** True when a request received on this local date falls under this version. */
export function isInForce(pack: LawPack, receivedOn: string): boolean {
  return pack.validFrom <= receivedOn && (!pack.validTo || receivedOn <= pack.validTo);
}

/**
 * Which laws govern a request, and why, one sentence for each; then one for each of `notAnswered`
 * that would govern it too. Throws `law_undetermined` when no rule fits, or when an operator chose
 * a law that has no version for the day of receipt or that the controller does not answer under.
 */
export function lawsFor(
  facts: LawFacts,
  packs: PacksInForce,
  notAnswered: PacksInForce = {},
): { laws: Law[]; because: string[] } {
  const chosen = [...new Set(facts.laws ?? [])];
  if (chosen.length > 0) return lawsChosen(chosen, packs, notAnswered);
  const reasons = matches(facts, packs);
  const further = matches(facts, notAnswered).map(
    ({ law, because }) => `${because} The controller is not set up to answer under ${law}.`,
  );
  if (reasons.length === 0) {
    throw new HabeasError(
      'law_undetermined',
      'Neither residence, stays nor establishment bring this request under a law in force on its ' +
        'day of receipt; name the law in "laws", or add the country where the person stayed.' +
        further.map((reason) => ` ${reason}`).join(''),
    );
  }
  const because = reasons.map((reason) => reason.because);
  return { laws: reasons.map(({ law }) => law), because: [...because, ...further] };
}

function matches(facts: LawFacts, packs: PacksInForce): { law: Law; because: string }[] {
  return LAWS.flatMap((law) => {
    const pack = packs[law];
    const rule = pack?.appliesWhen.find((candidate) => fits(candidate, pack, facts));
    return rule ? [{ law, because: `${rule.citation}: ${rule.because}` }] : [];
  });
}

function lawsChosen(
  laws: Law[],
  packs: PacksInForce,
  notAnswered: PacksInForce,
): { laws: Law[]; because: string[] } {
  const unprepared = laws.filter((law) => !packs[law] && notAnswered[law]);
  if (unprepared.length > 0) {
    throw new HabeasError(
      'law_undetermined',
      `The controller is not set up to answer under ${unprepared.join(', ')}; add it to "laws" ` +
        'in the controller file with what the loader then asks for, or choose another law.',
    );
  }
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
