import type { Day } from './clock-days.js';
import { epochMs, localMoment } from './clock-zone.js';
import { CLOCK_EVENT_TYPES, type ClockEventType, type PauseRule } from './law-pack.js';

/** Something that happened to the exercise, at an ISO instant. */
export interface ClockEvent {
  type: ClockEventType;
  at: string;
}

/** An event on the local calendar. */
export interface DatedEvent {
  type: ClockEventType;
  day: Day;
}

/** One question to the person, judged by a pause rule. Without `until` it is unanswered. */
export interface Pause {
  rule: PauseRule;
  from: Day;
  until?: Day;
  /** `late`: not without undue delay; `ended`: the period was over. Neither credits anything. */
  verdict: 'credited' | 'late' | 'ended';
}

/**
 * Events from receipt on, in order of time, those of one moment in the order of their types: how
 * they were told makes no difference. Whatever lies before receipt cannot move the clock.
 */
export function inOrder(
  events: readonly ClockEvent[],
  receivedAt: string,
  zone: string,
): DatedEvent[] {
  if (events.length === 0) return [];
  const received = epochMs(receivedAt);
  return events
    .map(({ type, at }) => ({ type, at, ms: epochMs(at) }))
    .filter(({ ms }) => ms >= received)
    .toSorted((a, b) => a.ms - b.ms || rank(a.type) - rank(b.type))
    .map(({ type, at }) => ({ type, day: localMoment(at, zone).day }));
}

const rank = (type: ClockEventType) => CLOCK_EVENT_TYPES.indexOf(type);

interface Question extends Omit<Pause, 'verdict'> {
  /** Receipt, or an answer that did not satisfy: delay counts from there. */
  promptFrom: Day;
}

function questionsUnder(rule: PauseRule, events: readonly DatedEvent[], received: Day): Question[] {
  const questions: Question[] = [];
  let open: Day | undefined;
  let promptFrom = received;
  for (const { type, day } of events) {
    if (type === rule.from) open ??= day;
    if (type !== rule.until || open === undefined) continue;
    questions.push({ rule, from: open, until: day, promptFrom });
    promptFrom = day;
    open = undefined;
  }
  if (open !== undefined) questions.push({ rule, from: open, promptFrom });
  return questions;
}

/**
 * Judges the questions one after the other; `endWith` tells the last day of the period as the
 * earlier ones have left it, so that no question revives a period that is over.
 */
export function judgePauses(
  rules: readonly PauseRule[],
  { events, received }: { events: readonly DatedEvent[]; received: Day },
  endWith: (earlier: readonly Pause[]) => Day,
): Pause[] {
  if (events.length === 0) return [];
  return rules
    .flatMap((rule) => questionsUnder(rule, events, received))
    .toSorted((a, b) => a.from - b.from)
    .reduce<Pause[]>((judged, { promptFrom, ...question }) => {
      const limit = question.rule.askedWithinDays ?? Infinity;
      const isPrompt = question.from - promptFrom <= limit;
      const inPeriod = stoppedBy(judged) !== undefined || question.from <= endWith(judged);
      const verdict = !isPrompt ? 'late' : inPeriod ? 'credited' : 'ended';
      return [...judged, { ...question, verdict }];
    }, []);
}

/** The unanswered question that stops the clock, if there is one. */
export function stoppedBy(pauses: readonly Pause[]): Pause | undefined {
  return pauses.find(({ verdict, until }) => verdict === 'credited' && until === undefined);
}

/** The day with which the period begins anew, if an answer restarts it. */
export function restartOf(pauses: readonly Pause[]): Day | undefined {
  const answers = pauses.flatMap(({ verdict, until, rule }) =>
    verdict === 'credited' && until !== undefined && rule.effect === 'restart' ? [until] : [],
  );
  return answers.length > 0 ? Math.max(...answers) : undefined;
}

/** Days of one answered question that do not count. */
export function daysOf({ from, until, rule, verdict }: Pause): number {
  if (verdict !== 'credited' || until === undefined || rule.effect === 'restart') return 0;
  return until - from + (rule.effect === 'days_inclusive' ? 1 : 0);
}

/** Days from `start` on that do not count; those on which two questions were open count once. */
export function creditedDays(pauses: readonly Pause[], start: Day): number {
  let total = 0;
  let reached = start;
  for (const pause of pauses) {
    const end = pause.from + daysOf(pause);
    total += Math.max(0, end - Math.max(reached, pause.from));
    reached = Math.max(reached, end);
  }
  return total;
}
