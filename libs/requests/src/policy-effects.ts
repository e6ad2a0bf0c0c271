import { Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import {
  packsInForce,
  type Clock,
  type ClockEventType,
  type Law,
  type Right,
} from '@habeas/domain';
import {
  changedDocuments,
  PolicyInForce,
  PolicyVersions,
  type DocumentChange,
  type Policy,
} from '@habeas/policy';
import { datesDiffer, type StoredClock } from './clock-rows.js';
import { clockUnder } from './clocks-under.js';

/** Clocks listed one by one at the most; the counts are of all. */
export const EFFECTS_LISTED_MAX = 500;
/** Clocks read at once. */
const PAGE_SIZE = 500;
const DAY_MS = 86_400_000;

/** One clock whose dates another version would move. */
export interface ClockEffect {
  request: string;
  exercise: string;
  right: Right;
  law: Law;
  before: { legalDue: string | null; safeDue: string | null };
  after: { legalDue: string | null; safeDue: string };
  /** By how much, in days; positive is later, null where there is no date to compare. */
  days: { legalDue: number | null; safeDue: number | null };
}

export interface PolicyEffects {
  inForce: string;
  candidate: string;
  documents: DocumentChange[];
  counts: { looked: number; moved: number; earlier: number; later: number };
  clocks: ClockEffect[];
}

/** An open clock with everything that it is computed from. */
export interface OpenClock extends Pick<
  StoredClock,
  'law' | 'legalDue' | 'safeDue' | 'milestones'
> {
  request: string;
  exercise: string;
  right: Right;
  receivedAt: Date;
  events: { type: ClockEventType; at: string }[];
}

const OPEN = `
  SELECT e.request_id AS request, e.id AS exercise, e."right", k.law, r.received_at AS "receivedAt",
    k.legal_due AS "legalDue", k.safe_due AS "safeDue", k.milestones,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('type', v.type, 'at', v.at) ORDER BY v.at, v.id),
        '[]') FROM clock_events v WHERE v.exercise_id = e.id) AS events
  FROM exercises e JOIN requests r ON r.id = e.request_id JOIN clocks k ON k.exercise_id = e.id
  WHERE e.closed_at IS NULL AND (e.id, k.law) > ($1, $2) ORDER BY e.id, k.law LIMIT $3`;

/** What a version would do, before anybody decides. Nothing is written. */
@Injectable()
export class PolicyEffectsQuery {
  constructor(
    private readonly database: Database,
    private readonly inForce: PolicyInForce,
    private readonly versions: PolicyVersions,
  ) {}

  /** Throws `not_found`, `policy_invalid`. */
  async of(digest: string): Promise<PolicyEffects> {
    const candidate = await this.versions.load(digest);
    const { current } = this.inForce;
    const effects: PolicyEffects = {
      inForce: current.digest,
      candidate: digest,
      documents: changedDocuments(current, candidate),
      counts: { looked: 0, moved: 0, earlier: 0, later: 0 },
      clocks: [],
    };
    let after = ['', ''];
    for (;;) {
      const page = await this.database.query<OpenClock>(OPEN, [...after, PAGE_SIZE]);
      for (const clock of page) count(effects, effectOn(clock, candidate));
      const last = page.at(-1);
      if (page.length < PAGE_SIZE || !last) return effects;
      after = [last.exercise, last.law];
    }
  }
}

/**
 * Undefined where no date moves: rules are chosen by the date of receipt, and a right that another
 * version no longer knows keeps the dates that it was promised.
 */
export function effectOn(
  open: OpenClock,
  candidate: Pick<Policy, 'packs' | 'controller' | 'calendars'>,
): ClockEffect | undefined {
  const { packs, controller } = candidate;
  const receivedAt = open.receivedAt.toISOString();
  const pack = packsInForce(packs, controller.venues, receivedAt)[open.law];
  if (!pack?.rights[open.right]) return undefined;
  const events = open.events.map(({ type, at }) => ({ type, at: new Date(at).toISOString() }));
  const clock = clockUnder(candidate, { pack, right: open.right, receivedAt, events });
  return datesDiffer(open, clock) ? effect(open, clock) : undefined;
}

function effect(
  { request, exercise, right, law, ...stored }: OpenClock,
  clock: Clock,
): ClockEffect {
  const before = { legalDue: iso(stored.legalDue), safeDue: iso(stored.safeDue) };
  const after = { legalDue: iso(clock.legalDue), safeDue: iso(clock.safeDue) ?? clock.safeDue };
  const days = {
    legalDue: daysBetween(before.legalDue, after.legalDue),
    safeDue: daysBetween(before.safeDue, after.safeDue),
  };
  return { request, exercise, right, law, before, after, days };
}

function count(effects: PolicyEffects, moved: ClockEffect | undefined): void {
  const { counts, clocks } = effects;
  counts.looked += 1;
  if (!moved) return;
  counts.moved += 1;
  const { legalDue, safeDue } = moved.days;
  const first = legalDue || safeDue || 0;
  if (first < 0) counts.earlier += 1;
  if (first > 0) counts.later += 1;
  if (clocks.length < EFFECTS_LISTED_MAX) clocks.push(moved);
}

const iso = (at: Date | string | null) => (at ? new Date(at).toISOString() : null);

/** A clock change in between is no fraction of a day. */
function daysBetween(before: string | null, after: string | null): number | null {
  if (!before || !after) return null;
  return Math.round((Date.parse(after) - Date.parse(before)) / DAY_MS);
}
