import { localTime, type LocalDate } from './clock-dates.js';
import type { ClockEventType, LawPack, PauseRule } from './law-pack.js';
import type { Right } from './right.js';

/** Something that happened to the exercise, at an ISO instant. */
export interface ClockEvent {
  type: ClockEventType;
  at: string;
}

/** One question to the person, judged by a pause rule. Without `until` it is unanswered. */
export interface Pause {
  rule: PauseRule;
  from: LocalDate;
  until?: LocalDate;
  /** False: asked too late, nothing is credited. */
  credited: boolean;
}

export interface EventContext {
  received: LocalDate;
  receivedAt: string;
  zone: string;
  events: readonly ClockEvent[];
}

/** Events from receipt on, in order of time; whatever lies before it cannot move the clock. */
export function inOrder({ events, receivedAt }: EventContext): ClockEvent[] {
  const received = Date.parse(receivedAt);
  return events
    .filter(({ at }) => Date.parse(at) >= received)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Every pause that the pack knows for this right, answered or not, credited or not. */
export function pausesOf(pack: LawPack, right: Right | undefined, context: EventContext): Pause[] {
  return pack.pauses
    .filter(({ rights }) => !rights || (right !== undefined && rights.includes(right)))
    .flatMap((rule) => pausesUnder(rule, context));
}

function pausesUnder(rule: PauseRule, context: EventContext): Pause[] {
  const pauses: Pause[] = [];
  let open: LocalDate | undefined;
  // A question may follow an unsatisfying answer: delay then counts from that answer.
  let promptFrom = context.received;
  const judge = (from: LocalDate) => promptFrom.until(from).days <= rule.askedWithinDays;
  for (const { type, at } of inOrder(context)) {
    const day = localTime(at, context.zone).toPlainDate();
    if (type === rule.from && !open) open = day;
    if (type !== rule.until || !open) continue;
    pauses.push({ rule, from: open, until: day, credited: judge(open) });
    promptFrom = day;
    open = undefined;
  }
  if (open) pauses.push({ rule, from: open, credited: judge(open) });
  return pauses;
}

/** The unanswered question that stops the clock, if there is one. */
export function stoppedBy(pauses: readonly Pause[]): Pause | undefined {
  return pauses.find(({ credited, until }) => credited && !until);
}

/** Days credited by answered questions; days on which two of them were open count once. */
export function creditedDays(pauses: readonly Pause[]): number {
  const spans = pauses
    .flatMap(({ credited, from, until }) => (credited && until ? [{ from, until }] : []))
    .toSorted((a, b) => a.from.since(b.from).days);
  let total = 0;
  let reached: LocalDate | undefined;
  for (const { from, until } of spans) {
    const start = reached && reached.since(from).days > 0 ? reached : from;
    total += Math.max(0, start.until(until).days);
    if (!reached || until.since(reached).days > 0) reached = until;
  }
  return total;
}
