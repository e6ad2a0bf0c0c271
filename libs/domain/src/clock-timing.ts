import { isoDay, writtenPeriod, written } from './clock-days.js';
import { otherRule, refusalRule, rightOf } from './clock-duty.js';
import { cite, explain, receipt } from './clock-explanation.js';
import {
  limitOf,
  reckon,
  type ClockInput,
  type Limit,
  type PeriodInDays,
  type Reckoning,
} from './clock-reckoning.js';
import { endOfDay, epochMs, localMoment, timeOf, utc } from './clock-zone.js';
import {
  OTHER_DUTIES,
  RULE_KINDS,
  type ClockRule,
  type Period,
  type RuleKind,
} from './law-pack.js';

/**
 * When something is owed. Instants are UTC ISO strings at the last second of a local day, or the
 * moment itself where hours are counted.
 */
export interface Timing {
  /** How firm `legalDue` is: the least firm rule on the way to it. */
  kind: RuleKind;
  /** `immediate`: owed at once; both dates are the receipt. */
  state: 'running' | 'suspended' | 'immediate';
  /** The law's own limit; null only while `suspended`. */
  legalDue: string | null;
  /** Without roll-forward, pauses and whatever is contested: alarms use it. */
  safeDue: string;
  /**
   * `extensionNotice`, `refusalNotice` (absent while suspended) and what else the pack owes on the
   * way, each also with `Safe` appended; `effect` where the effect is owed before the answer.
   */
  milestones: Record<string, string>;
  /** Each step in a sentence with its article; a person can redo the sum from it. */
  explanation: string[];
}

/** Dates, milestones and explanation of one rule. */
export function timing(input: ClockInput, rule: ClockRule): Timing {
  const { period } = rule;
  if (!period) return atOnce(input, rule);
  if ('hours' in period) return inHours(input, rule, period.hours);
  return running(reckon(input, rule, period));
}

/** Nothing to count: the duty is owed when the request arrives. */
function atOnce({ receivedAt, zone }: ClockInput, rule: ClockRule): Timing {
  return {
    kind: rule.kind,
    state: 'immediate',
    legalDue: receivedAt,
    safeDue: receivedAt,
    milestones: {},
    explanation: [
      receipt(localMoment(receivedAt, zone), zone),
      cite(rule),
      'Owed at once: there is no period to wait for.',
    ],
  };
}

/** Hours pass at any time of any day: no date is counted and nothing is moved. */
function inHours({ receivedAt, zone }: ClockInput, rule: ClockRule, hours: number): Timing {
  const due = utc(epochMs(receivedAt) + hours * 3_600_000);
  const received = localMoment(receivedAt, zone);
  const end = localMoment(due, zone);
  const name = (at: typeof end) => `${written(at.day)} at ${timeOf(at.minute)}`;
  return {
    kind: rule.kind,
    state: 'running',
    legalDue: due,
    safeDue: due,
    milestones: {},
    explanation: [
      receipt(received, zone),
      cite(rule),
      `${writtenPeriod({ hours })} from ${name(received)}: ${name(end)}.`,
      'Hours are counted as they pass, over nights, weekends and holidays: nothing is moved.',
      `Legal due and safe date: ${name(end)} in ${zone}.`,
    ],
  };
}

function running(reckoning: Reckoning): Timing {
  const { answer, stopped, begun, input } = reckoning;
  const isSuspended = stopped !== undefined || !begun;
  return {
    kind: kindOf(reckoning),
    state: isSuspended ? 'suspended' : 'running',
    legalDue: isSuspended ? null : endOfDay(answer.rolled, input.zone),
    safeDue: endOfDay(answer.safe, input.zone),
    milestones: milestonesOf(reckoning),
    explanation: explain(reckoning),
  };
}

/** The least firm rule on the way: one contested step makes the whole date contested. */
function kindOf({ rule, input, opening, pauses, answer }: Reckoning): RuleKind {
  const { roll, noRoll } = input.pack.counting;
  const isRegional = answer.passed.some(({ holiday }) => holiday?.region !== undefined);
  const kinds = [
    rule.kind,
    opening === 'counted' || answer.unmoved?.rolls === false ? 'policy' : rule.kind,
    (answer.stays && noRoll?.kind) ?? rule.kind,
    (isRegional && roll?.regional?.kind) || rule.kind,
    ...pauses.map((pause) => pause.rule.kind),
  ];
  return RULE_KINDS.findLast((kind) => kinds.includes(kind)) ?? rule.kind;
}

function milestonesOf(reckoning: Reckoning): Record<string, string> {
  const { rule, first, input } = reckoning;
  const milestones: Record<string, string> = {};
  if (rule.extension) setLimit(milestones, 'extensionNotice', { limit: first, reckoning });
  const notice = refusalRule(rule);
  if (notice) {
    setLimit(milestones, 'refusalNotice', { limit: noticeLimit(reckoning, notice), reckoning });
  }
  if (input.pack.duties) setDuties(milestones, reckoning);
  if (rule.effect) milestones['effect'] = input.receivedAt;
  return milestones;
}

interface Limited {
  limit: Limit;
  reckoning: Reckoning;
}

function setLimit(
  milestones: Record<string, string>,
  name: string,
  { limit, reckoning: { input, stopped } }: Limited,
): void {
  if (!stopped) milestones[name] = endOfDay(limit.rolled, input.zone);
  milestones[`${name}Safe`] = endOfDay(limit.safe, input.zone);
}

/** The first period has been worked out already; most notices have the same one. */
function noticeLimit(reckoning: Reckoning, notice: ClockRule): Limit {
  const { answer, first } = reckoning;
  if (notice.extension) return answer;
  const period = notice.period as PeriodInDays;
  return isSamePeriod(period, first.period) ? first : limitOf(reckoning, period);
}

const isSamePeriod = (one: Period, other: Period) => writtenPeriod(one) === writtenPeriod(other);

/** What else is owed on the way to this answer, such as an acknowledgement. */
function setDuties(milestones: Record<string, string>, { input, received }: Reckoning): void {
  const { pack, duty, receivedAt, zone, calendar } = input;
  const right = rightOf(duty);
  if (right !== duty) return;
  for (const other of OTHER_DUTIES) {
    if (!pack.duties?.[other]?.milestoneOf?.includes(right)) continue;
    const rule = otherRule(pack, other, isoDay(received.day));
    if (!rule) continue;
    const plain = { pack, duty: other, receivedAt, zone, ...(calendar ? { calendar } : {}) };
    const { legalDue, safeDue } = timing(plain, rule);
    if (legalDue) milestones[other] = legalDue;
    milestones[`${other}Safe`] = safeDue;
  }
}
