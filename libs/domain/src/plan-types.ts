import type { Action, Law, Right } from './right.js';

/** Why, under which law: `article` as cited in the pack, e.g. `Art. 17(3)(b) GDPR`. */
export interface Ground {
  law: Law;
  article: string;
  because: string;
}

/** A named statute that keeps named fields of a data set, whatever erasure asks. */
export interface Retention {
  rule: string;
  statute: string;
  dataset: string;
  fields: string[];
  /** Kept for so many years after the end of the calendar year of the record. */
  years: number;
}

/**
 * `retain`: erased down to what a statute names. `restrict`: stored only. `suppress`: no longer used
 * for marketing. `keep`: the right does not reach it. `human`: a person must decide. `gap`: no connector covers it. `nothing_held`: the system was searched and
 * holds nothing about this person.
 */
export const CELL_DECISIONS = [
  'export',
  'erase',
  'retain',
  'restrict',
  'suppress',
  'keep',
  'human',
  'gap',
  'nothing_held',
] as const;
export type CellDecision = (typeof CELL_DECISIONS)[number];

/** One cell of the register on one system, with what happens to it and on which ground. */
export interface PlanCell {
  system: string;
  category: string;
  activity: string;
  basis: string;
  decision: CellDecision;
  grounds: Ground[];
}

/** What one connector must do with one category. */
export interface ScopeItem {
  category: string;
  retain: Retention[];
}

/** A task to be: `key` is unique in the exercise; it starts when every key in `after` ended well. */
export interface PlannedTask {
  key: string;
  connector: string;
  action: Action;
  scope: ScopeItem[];
  after: string[];
}

export interface Plan {
  right: Right;
  laws: Law[];
  cells: PlanCell[];
  tasks: PlannedTask[];
  /** What a reader should know of how the plan came about, such as a broken cycle. */
  notes: string[];
  /** Digests of what the plan was decided under; part of the seal. */
  decidedUnder: {
    packs: Record<string, string>;
    register: string;
    manifests: Record<string, string>;
  };
}

/** What `compilePlan` needs to know of a connector. `slug` equals the register's system name. */
export interface ConnectorFacts {
  slug: string;
  actions: Action[];
  categories: string[];
  /** Identifier types it can be searched by, and those it can give back. */
  accepts: string[];
  returns: string[];
  manifestDigest: string;
  /** Worst-case hours for one task, from the manifest. */
  worstCaseHours: number;
}
