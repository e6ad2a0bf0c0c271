import { isoDay } from './clock-days.js';
import { ruleFor, type Duty } from './clock-duty.js';
import type { ClockInput } from './clock-reckoning.js';
import { timing, type Timing } from './clock-timing.js';
import { localMoment } from './clock-zone.js';
import { HabeasError } from './errors.js';
import type { ClockRule, LawPack } from './law-pack.js';
import { isInForce } from './law.js';
import type { Law } from './right.js';

/** A time limit under one law, and under which rules it was computed. */
export interface Clock extends Timing {
  law: Law;
  duty: Duty;
  startedAt: string;
  /** Local date of receipt. */
  startedOn: string;
  packVersion: string;
  packDigest: string;
  /** The calendar of public holidays that was given, if one was. */
  calendarId?: string;
  calendarVersion?: string;
  calendarDigest?: string;
}

/**
 * Computes one time limit: a pure fold over dated events under a pack and a calendar. Throws
 * `right_not_supported` when the pack knows no such duty, `law_undetermined` when the pack did not
 * govern the day of receipt.
 */
export function computeClock(input: ClockInput): Clock {
  const { pack, duty, receivedAt, zone, calendar } = input;
  const startedOn = isoDay(localMoment(receivedAt, zone).day);
  const rule = withFacts(ruleFor(pack, duty, startedOn), input);
  assertInForce(pack, startedOn);
  return {
    law: pack.id,
    duty,
    startedAt: receivedAt,
    startedOn,
    packVersion: pack.version,
    packDigest: pack.digest,
    ...(calendar ? calendarOf(calendar) : {}),
    ...timing(input, rule),
  };
}

const calendarOf = ({ id, version, digest }: NonNullable<ClockInput['calendar']>) => ({
  calendarId: id,
  calendarVersion: version,
  calendarDigest: digest,
});

/** The first period whose fact is known stands instead of the rule's own. */
function withFacts(rule: ClockRule, { facts = [] }: ClockInput): ClockRule {
  const other = rule.periodsWhen?.find(({ fact }) => facts.includes(fact));
  if (!other) return rule;
  const { period, citation, because } = other;
  return { ...rule, period, citation, because };
}

function assertInForce(pack: LawPack, receivedOn: string): void {
  if (isInForce(pack, receivedOn)) return;
  throw new HabeasError(
    'law_undetermined',
    `Version ${pack.version} of ${pack.id} does not govern requests received on ` +
      `${receivedOn}; choose the version in force on that day.`,
  );
}
