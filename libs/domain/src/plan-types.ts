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
 * `rectify`: changed as asked. `retain`: erased down to what a statute names. `restrict`: stored
 * only. `suppress`: no longer used for marketing, or no longer collected. `keep`: the right does not
 * reach it. `human`: a person must decide. `gap`: no connector covers it. `nothing_held`: nothing
 * about this person was found there. `not_searched`: a person left the search out, so nobody knows.
 */
export const CELL_DECISIONS = [
  'export',
  'rectify',
  'erase',
  'retain',
  'restrict',
  'suppress',
  'keep',
  'human',
  'gap',
  'nothing_held',
  'not_searched',
] as const;
export type CellDecision = (typeof CELL_DECISIONS)[number];

/** What becomes of a cell once a person has weighed the interests. */
export interface Outlook {
  decision: CellDecision;
  grounds: Ground[];
}

/** One cell of the register on one system, with what happens to it and on which ground. */
export interface PlanCell {
  system: string;
  category: string;
  activity: string;
  basis: string;
  decision: CellDecision;
  grounds: Ground[];
  /** Parts of the category that are not handed over, such as secrets. */
  withheld?: string[];
  /** Present: `decision` holds only until the interests are weighed. */
  later?: { upheld: Outlook; refused: Outlook };
}

/** What one connector must do with one category. */
export interface ScopeItem {
  category: string;
  retain: Retention[];
  /** `export`: parts of the category that stay out. */
  withhold?: string[];
  /** `restrict`: the activities that end; absent: all use of the category. */
  activities?: string[];
  /** `rectify`: the places that change; the values are the person's and stand elsewhere. */
  paths?: string[];
}

/** What a `suppress` task ends: the use for marketing, or collection that rests on consent. */
export const STOP_PURPOSES = ['marketing', 'collection'] as const;
export type StopPurpose = (typeof STOP_PURPOSES)[number];

/** A task to be: `key` is unique in the exercise; it starts when every key in `after` ended well. */
export interface PlannedTask {
  key: string;
  connector: string;
  action: Action;
  scope: ScopeItem[];
  after: string[];
  /** Present: only the use for these activities; the same rows go on serving others. */
  activities?: string[];
  /** `suppress`: what ends. */
  purpose?: StopPurpose;
  /** `export`: what of each category stays out. */
  withheld?: { category: string; parts: string[] }[];
  /** `rectify`: which places change. The values are the person's and stand in no plan. */
  changes?: { category: string; paths: string[] }[];
  /** `erase`: categories that the system collects by itself and must stop collecting. */
  stopsCollecting?: string[];
}

/** Who is told of what was done, and of which categories. */
export interface ToldRecipients {
  grounds: Ground[];
  recipients: { id: string; categories: string[]; assumed: boolean }[];
}

export interface Plan {
  /**
   * Which plan of its exercise this is, from 1; absent before it is sealed. Part of the seal: a plan
   * that comes out like one that is void is another, and nobody has approved or rejected it.
   */
  number?: number;
  right: Right;
  laws: Law[];
  cells: PlanCell[];
  tasks: PlannedTask[];
  /** What a reader should know of how the plan came about, such as a broken cycle. */
  notes: string[];
  /** Present: the tasks hold the position until a person decides; then these follow. */
  balance?: { upheld: PlannedTask[]; refused: PlannedTask[] };
  /** Present: a law has recipients told of what was rectified, erased or restricted. */
  told?: ToldRecipients;
  /** Digests of what the plan was decided under; part of the seal. */
  decidedUnder: {
    packs: Record<string, string>;
    /** By law; absent when nobody gave them, as for a plan that is only looked at. */
    retention?: Record<string, string>;
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
  /** Per category, the parts of which it says where they lie; absent: nobody asked. */
  parts?: Record<string, string[]>;
  /** What it can end by `suppress`; absent: marketing. */
  suppresses?: readonly StopPurpose[];
  manifestDigest: string;
  /** Worst-case hours for one task, from the manifest. */
  worstCaseHours: number;
}
