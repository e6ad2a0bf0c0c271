import { CLAUSE_TITLES, OUT_OF_SIGHT, type ClauseId } from './clauses.js';

export interface ClauseReport {
  id: ClauseId;
  title: string;
  /** `skip`: not seen, because of what `detail` says. */
  status: 'pass' | 'fail' | 'skip';
  /** What was seen, for a failure; never an identifier. */
  detail: string;
}

/** What a check found: `pass` when no clause fails. */
export interface ConformanceReport {
  grade: 'pass' | 'fail';
  clauses: ClauseReport[];
}

/** Further sightings of one broken clause help nobody. */
const SIGHTINGS_MAX = 3;

/** What was seen of each clause, kept and broken. */
export class Ledger {
  readonly #kept = new Map<ClauseId, number>();
  readonly #broken = new Map<ClauseId, Set<string>>();
  readonly #left = new Map<ClauseId, string>();

  keep(...clauses: ClauseId[]): void {
    for (const clause of clauses) this.#kept.set(clause, (this.#kept.get(clause) ?? 0) + 1);
  }

  /** `seen` says what happened, in words that name nobody. */
  breach(clause: ClauseId, seen: string): void {
    const sightings = this.#broken.get(clause) ?? new Set();
    if (sightings.size < SIGHTINGS_MAX) sightings.add(seen);
    this.#broken.set(clause, sightings);
  }

  /** Kept when `holds`, else broken. */
  expect(clause: ClauseId, { holds, seen }: { holds: boolean; seen: string }): void {
    if (holds) this.keep(clause);
    else this.breach(clause, seen);
  }

  isBroken(clause: ClauseId): boolean {
    return this.#broken.has(clause);
  }

  /** Why a clause could not be looked at; anything that is seen after all counts more. */
  leave(why: string, ...clauses: ClauseId[]): void {
    for (const clause of clauses) this.#left.set(clause, this.#left.get(clause) ?? why);
  }

  report(): ConformanceReport {
    const ids = Object.keys(CLAUSE_TITLES) as ClauseId[];
    const clauses = ids.map((id) => this.#clause(id));
    const failed = clauses.some(({ status }) => status === 'fail');
    return { grade: failed ? 'fail' : 'pass', clauses };
  }

  #clause(id: ClauseId): ClauseReport {
    const title = CLAUSE_TITLES[id];
    const broken = this.#broken.get(id);
    if (broken) return { id, title, status: 'fail', detail: [...broken].join('; ') };
    const kept = this.#kept.get(id) ?? 0;
    if (kept > 0) return { id, title, status: 'pass', detail: `seen ${kept} times` };
    const why = this.#left.get(id) ?? OUT_OF_SIGHT[id] ?? 'there was no occasion to see it';
    return { id, title, status: 'skip', detail: why };
  }
}
