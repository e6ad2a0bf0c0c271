import { written, writtenPeriod, type LocalTime } from './clock-dates.js';
import type { Pause } from './clock-pauses.js';
import type { Reckoning } from './clock-reckoning.js';
import type { Cited } from './document.js';
import type { ClockRule } from './law-pack.js';

const cite = ({ citation, because }: Cited) => `${citation}: ${because}`;
const clock = (at: LocalTime) => at.toPlainTime().toString({ smallestUnit: 'minute' });

/** Nothing to count: the duty is owed when the request arrives. */
export function explainImmediate(rule: ClockRule, received: LocalTime, zone: string): string[] {
  return [receipt(received, zone), cite(rule), 'Owed at once: there is no period to wait for.'];
}

/** Each step of a reckoning in words, in the order in which a person would redo it. */
export function explain(reckoning: Reckoning): string[] {
  const { received, zone, pack, rule } = reckoning;
  return [
    receipt(received, zone),
    cite(pack.counting.start),
    ...(rule.effect ? [cite(rule.effect)] : []),
    ...firstPeriod(reckoning),
    ...reckoning.pauses.map((pause) => pauseStep(pause)),
    ...extensionStep(reckoning),
    ...pausedEnd(reckoning),
    ...(reckoning.stopped ? [] : rollStep(reckoning)),
    ...closing(reckoning),
  ];
}

function receipt(received: LocalTime, zone: string): string {
  const day = written(received.toPlainDate());
  return `Received on ${day} at ${clock(received)}, local time in ${zone}.`;
}

function firstPeriod({ rule, pack, received, opening, first }: Reckoning): string[] {
  const { start } = pack.counting;
  const from = written(received.toPlainDate());
  const period = capitalised(writtenPeriod(first.period));
  const sum = `${period} from ${from}: ${written(first.counted)}.`;
  const own = opening === 'counted' ? ` The day of receipt is counted (${start.citation}).` : '';
  const clamped = 'months' in first.period && first.counted.day !== received.day;
  return [cite(rule), ...(clamped ? [cite(pack.counting.end)] : []), `${sum}${own}`];
}

const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function pauseStep({ rule, from, until, credited }: Pause): string {
  const asked = `${cite(rule)} Asked on ${written(from)}`;
  if (!credited) {
    return `${asked}, more than ${rule.askedWithinDays} days after receipt: nothing is credited.`;
  }
  if (!until) return `${asked}, not answered yet: the period is suspended (${rule.kind}).`;
  const days = from.until(until).days;
  return `${asked}, answered on ${written(until)}: ${days} days do not count (${rule.kind}).`;
}

function extensionStep({ rule, extension, first, answer, received }: Reckoning): string[] {
  if (!rule.extension || !extension) return [];
  const law = cite(rule.extension);
  const notice = `Notified on ${written(extension.notified)}`;
  if (!extension.inTime) {
    return [`${law} ${notice}, after the first period ended on ${written(first.rolled)}: void.`];
  }
  const from = written(received.toPlainDate());
  const sum = `${writtenPeriod(answer.period)} from ${from}: ${written(answer.counted)}`;
  return [`${law} ${notice}, inside the first period. Counted from the same start, ${sum}.`];
}

function pausedEnd({ credited, answer }: Reckoning): string[] {
  if (credited === 0) return [];
  const [from, to] = [written(answer.counted), written(answer.withPauses)];
  return [`${from} and ${credited} days that do not count: ${to}.`];
}

function rollStep({ pack, answer, calendar }: Reckoning): string[] {
  const { roll } = pack.counting;
  if (!roll) return [];
  const known = calendar
    ? `Public holidays by the calendar ${calendar.id}.`
    : 'Only weekends are known here: a public holiday would move the legal date, not the safe one.';
  if (answer.skipped.length === 0) {
    return [`${written(answer.rolled)} is a working day, the period ends there. ${known}`];
  }
  const why = answer.skipped.join('; ');
  return [`${cite(roll)} ${why}: the period ends on ${written(answer.rolled)}. ${known}`];
}

function closing({ stopped, answer, zone, opening, pack }: Reckoning): string[] {
  const legal = stopped
    ? 'Legal due date: none while the question stands open.'
    : `Legal due date: the end of ${written(answer.rolled)} in ${zone}.`;
  const { citation } = pack.counting.start;
  const early =
    opening === 'contested'
      ? [`Received before the opening: counted on the safe reading (${citation}).`]
      : [];
  const safe = `Safe date, for alarms: the end of ${written(answer.safe)} in ${zone}`;
  return [legal, ...early, `${safe}, without pauses and without moving to a working day.`];
}
