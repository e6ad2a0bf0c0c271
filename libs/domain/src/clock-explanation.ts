import { written, writtenPeriod, type DayOff } from './clock-days.js';
import { daysOf, type Pause } from './clock-pauses.js';
import type { Limit, Reckoning } from './clock-reckoning.js';
import { timeOf, type LocalMoment } from './clock-zone.js';
import type { Cited } from './document.js';
import type { HolidayCalendar } from './holiday-calendar.js';
import type { ClockRule } from './law-pack.js';

export const cite = ({ citation, because }: Cited) => `${citation}: ${because}`;

/** Where every explanation begins. */
export function receipt({ day, minute }: LocalMoment, zone: string): string {
  return `Received on ${written(day)} at ${timeOf(minute)}, local time in ${zone}.`;
}

/** Each step of a reckoning in words, in the order in which a person would redo it. */
export function explain(reckoning: Reckoning): string[] {
  const { received, input, rule, stopped, begun, pauses } = reckoning;
  const restarts = pauses.filter((pause) => pause.rule.effect === 'restart');
  const others = pauses.filter((pause) => pause.rule.effect !== 'restart');
  return [
    receipt(received, input.zone),
    cite(rule.runsFrom ?? input.pack.counting.start),
    ...(rule.effect ? [cite(rule.effect)] : []),
    ...restarts.map(pauseStep),
    ...startStep(reckoning),
    ...firstPeriod(reckoning),
    ...others.map(pauseStep),
    ...extensionStep(reckoning),
    ...pausedEnd(reckoning),
    ...(stopped || !begun ? [] : lastDayStep(reckoning)),
    ...closing(reckoning),
  ];
}

function startStep({ start, received, rule, begun }: Reckoning): string[] {
  if (!begun) return ['What it runs from is not recorded: the period has not begun.'];
  if (start === received.day) return [];
  return [`It runs ${rule.runsFrom ? '' : 'anew '}from ${written(start)}.`];
}

function firstPeriod({ rule, input, start, opening, first }: Reckoning): string[] {
  const { counting } = input.pack;
  const from = written(start);
  const period = capitalised(writtenPeriod(first.period));
  const over =
    'workingDays' in first.period && first.passed.length > 0
      ? `; passed over: ${reasons(first.passed)}`
      : '';
  const own = opening === 'counted' ? counting.start : rule.firstDayCounted;
  const counted = own ? ` The first day is counted (${own.citation}).` : '';
  const clamped = 'months' in first.period && isClamped(first, start);
  const sum = `${period} from ${from}: ${written(first.counted)}${over}.${counted}`;
  return [cite(rule), ...(clamped ? [cite(counting.end)] : []), sum];
}

/** A month of another length: the same date was not there. */
function isClamped({ counted }: Limit, start: number): boolean {
  return written(counted).slice(-2) !== written(start).slice(-2);
}

const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function pauseStep(pause: Pause): string {
  const { rule, from, until, verdict } = pause;
  const asked = `${cite(rule)} Asked on ${written(from)}`;
  if (verdict === 'late') {
    return `${asked}, more than ${rule.askedWithinDays} days after receipt: nothing is credited.`;
  }
  if (verdict === 'ended') return `${asked}, after the period had ended: nothing is credited.`;
  if (until === undefined) {
    return `${asked}, not answered yet: the period is suspended (${rule.kind}).`;
  }
  const answered = `${asked}, answered on ${written(until)}`;
  if (rule.effect === 'restart') {
    return `${answered}: the period runs from the answer (${rule.kind}).`;
  }
  const both = rule.effect === 'days_inclusive' ? ', both included,' : '';
  return `${answered}: ${daysOf(pause)} days${both} do not count (${rule.kind}).`;
}

function extensionStep(reckoning: Reckoning): string[] {
  const { rule, extension, first, answer, start, stopped } = reckoning;
  if (!rule.extension || !extension) return [];
  const law = cite(rule.extension);
  const notice = `Notified on ${written(extension.notified)}`;
  if (!extension.inTime) {
    return [`${law} ${notice}, after the first period ended on ${written(first.rolled)}: void.`];
  }
  const sum = `${writtenPeriod(answer.period)} from ${written(start)}: ${written(answer.counted)}`;
  const until = stopped ? '' : `, which ends on ${written(first.rolled)}`;
  return [
    `${law} ${notice}, inside the first period${until}. Counted from the same start, ${sum}.`,
  ];
}

function pausedEnd({ credited, answer }: Reckoning): string[] {
  if (credited === 0) return [];
  const [from, to] = [written(answer.counted), written(answer.withPauses)];
  return [`${from} and ${credited} days that do not count: ${to}.`];
}

const reasons = (passed: readonly DayOff[]) =>
  passed.map(({ day, why }) => `${written(day).slice(-10)} is ${why}`).join('; ');

function lastDayStep({ input, answer, first }: Reckoning): string[] {
  const { roll, noRoll } = input.pack.counting;
  const last = written(answer.rolled);
  if (answer.stays && noRoll) {
    const why = `${last.slice(-10)} is ${answer.stays.why}`;
    return [`${cite(noRoll)} ${why}: the period ends there all the same (${noRoll.kind}).`];
  }
  if ('workingDays' in first.period) return [known(answer, input.calendar)];
  if (!roll) return [];
  if (answer.passed.length === 0) {
    return [`${last} is a working day, the period ends there. ${known(answer, input.calendar)}`];
  }
  const regional = answer.passed.some(({ holiday }) => holiday?.region) ? roll.regional : undefined;
  const firmness = regional ? ` ${cite(regional)} (${regional.kind})` : '';
  const end = `${reasons(answer.passed)}: the period ends on ${last}.`;
  return [`${cite(roll)}${firmness} ${end} ${known(answer, input.calendar)}`];
}

/** Which calendar was used, and what it could not say of the last day. */
function known({ unmoved, rolled }: Limit, calendar: HolidayCalendar | undefined): string {
  if (!calendar) {
    return 'Only weekends are known here: a public holiday would move the legal date, not the safe one.';
  }
  const name = `the calendar ${calendar.id}, version ${calendar.version}`;
  const year = written(rolled).slice(-10, -6);
  if (!calendar.years.includes(Number(year))) {
    return `Public holidays by ${name}, which does not cover ${year}: only weekends are known.`;
  }
  if (!unmoved) return `Public holidays by ${name}.`;
  const why =
    unmoved.status === 'projected'
      ? 'only projected, not announced, so it does not move the date'
      : `it does not move the date (policy): ${unmoved.because ?? 'it binds only some'}`;
  return `Public holidays by ${name}; ${unmoved.name} on ${unmoved.on} stands there: ${why}.`;
}

const FIRMNESS: Partial<Record<ClockRule['kind'], string>> = {
  policy: 'The law has no number here; this one is our policy.',
  alarm: 'The law has no number here; this is where the alarm stands.',
};

function closing({ stopped, begun, answer, opening, rule, input }: Reckoning): string[] {
  const { zone, pack } = input;
  const firmness = FIRMNESS[rule.kind];
  const legal =
    stopped || !begun
      ? `Legal due date: none ${begun ? 'while the question stands open' : 'yet'}.`
      : `Legal due date: the end of ${written(answer.rolled)} in ${zone}.`;
  const early =
    opening === 'contested'
      ? [
          `Received before the opening: counted on the safe reading (${pack.counting.start.citation}).`,
        ]
      : [];
  const safe = `Safe date, for alarms: the end of ${written(answer.safe)} in ${zone}`;
  return [
    ...(firmness ? [firmness] : []),
    legal,
    ...early,
    `${safe}, without pauses and without moving to a working day.`,
  ];
}
