import { endOfDay, localTime, type LocalDate, type LocalTime } from './clock-dates.js';
import { explain, explainImmediate } from './clock-explanation.js';
import {
  limitOf,
  reckon,
  REFUSAL_NOTICE,
  rightOf,
  type ClockInput,
  type Duty,
  type Limit,
  type Reckoning,
} from './clock-reckoning.js';
import { HabeasError } from './errors.js';
import type { ClockRule, LawPack, RuleKind } from './law-pack.js';
import { isInForce } from './law.js';
import type { Law } from './right.js';

/**
 * A time limit under one law. Instants are UTC ISO strings at the last second of a local day.
 * `legalDue` is the law's own limit, null only while `suspended`. `safeDue` ignores roll-forward,
 * pauses and whatever is contested: alarms use it. `immediate`: owed at once; both are the receipt.
 */
export interface Clock {
  law: Law;
  duty: Duty;
  kind: RuleKind;
  state: 'running' | 'suspended' | 'immediate';
  startedAt: string;
  /** Local date of receipt. */
  startedOn: string;
  legalDue: string | null;
  safeDue: string;
  /**
   * `extensionNotice`, `refusalNotice` (absent while suspended), each also with `Safe` appended;
   * `effect` where the effect is owed before the answer.
   */
  milestones: Record<string, string>;
  /** Each step in a sentence with its article; a person can redo the sum from it. */
  explanation: string[];
  packVersion: string;
  packDigest: string;
}

/**
 * Computes one time limit: a pure fold over dated events under a pack and a calendar. Throws
 * `right_not_supported` when the pack knows no such duty, `law_undetermined` when the pack did not
 * govern the day of receipt.
 */
export function computeClock(input: ClockInput): Clock {
  const { pack, duty, receivedAt, zone } = input;
  const received = localTime(receivedAt, zone);
  const rule = ruleFor(pack, duty);
  assertInForce(pack, received.toPlainDate());
  const head = {
    law: pack.id,
    duty,
    startedAt: receivedAt,
    startedOn: received.toPlainDate().toString(),
    packVersion: pack.version,
    packDigest: pack.digest,
  };
  if (!rule.period) return { ...head, ...atOnce(rule, input, received) };
  const reckoning = reckon(input, { rule, period: rule.period, received });
  return { ...head, ...running(reckoning, rule, receivedAt) };
}

type Timing = Pick<Clock, 'kind' | 'state' | 'legalDue' | 'safeDue' | 'milestones' | 'explanation'>;

function atOnce(rule: ClockRule, { receivedAt, zone }: ClockInput, received: LocalTime): Timing {
  return {
    kind: rule.kind,
    state: 'immediate',
    legalDue: receivedAt,
    safeDue: receivedAt,
    milestones: {},
    explanation: explainImmediate(rule, received, zone),
  };
}

function running(reckoning: Reckoning, rule: ClockRule, receivedAt: string): Timing {
  const { answer, zone, stopped, pauses, opening } = reckoning;
  const byPolicy = opening === 'counted' ? 'policy' : pauses[0]?.rule.kind;
  const effect: Record<string, string> = rule.effect ? { effect: receivedAt } : {};
  return {
    kind: byPolicy ?? rule.kind,
    state: stopped ? 'suspended' : 'running',
    legalDue: stopped ? null : endOfDay(answer.rolled, zone),
    safeDue: endOfDay(answer.safe, zone),
    milestones: { ...milestones(reckoning), ...effect },
    explanation: explain(reckoning),
  };
}

function milestones(reckoning: Reckoning): Record<string, string> {
  const { extension, refusalNotice } = reckoning.rule;
  return {
    ...(extension ? milestone('extensionNotice', reckoning.first, reckoning) : {}),
    ...(refusalNotice
      ? milestone('refusalNotice', limitOf(reckoning, refusalNotice.period), reckoning)
      : {}),
  };
}

function milestone(name: string, limit: Limit, { zone, stopped }: Reckoning) {
  const safe = { [`${name}Safe`]: endOfDay(limit.safe, zone) };
  return stopped ? safe : { [name]: endOfDay(limit.rolled, zone), ...safe };
}

function ruleFor(pack: LawPack, duty: Duty): ClockRule {
  const right = rightOf(duty);
  const answer = pack.clocks[(right && pack.rights[right]?.clock) ?? ''];
  const notice = answer?.refusalNotice && { kind: answer.kind, ...answer.refusalNotice };
  const rule = duty.endsWith(REFUSAL_NOTICE) ? notice : answer;
  if (rule) return rule;
  throw new HabeasError('right_not_supported', `The pack ${pack.id} has no clock for ${duty}.`);
}

function assertInForce(pack: LawPack, receivedOn: LocalDate): void {
  if (isInForce(pack, receivedOn.toString())) return;
  throw new HabeasError(
    'law_undetermined',
    `Version ${pack.version} of ${pack.id} does not govern requests received on ` +
      `${receivedOn.toString()}; choose the version in force on that day.`,
  );
}
