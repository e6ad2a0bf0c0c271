/** The part of a law pack that decides about cells: rules as data, read from top to bottom. */
import type { Cited } from './document.js';
import type { CellDecision } from './plan-types.js';
import type { Basis } from './register.js';

/** Facts of one register cell on one system that a decision may turn on. */
export const CELL_CONDITIONS = [
  'account_closes',
  'account_stays',
  'claimed_unlawful',
  'statute_names_fields',
  'nothing_to_keep',
  'no_retention_rule',
  'direct_marketing',
  'other_purpose',
  'given',
  'observed',
  'derived',
  'collected_by_consent',
  'collected_otherwise',
  'change_named',
  'no_change_named',
  'automated_decisions',
  'no_automated_decisions',
] as const;
export type CellCondition = (typeof CELL_CONDITIONS)[number];

/** Parts of a category that may stay out of what is handed over. */
export const WITHHELD_PARTS = ['derived', 'secrets'] as const;
export type WithheldPart = (typeof WITHHELD_PARTS)[number];

/** What a rule may decide; the other decisions follow from what is there. */
export type RuledDecision = Exclude<CellDecision, 'gap' | 'nothing_held' | 'not_searched'>;

/**
 * What follows once a person has weighed the interests: `upheld` when the objection stands,
 * `refused` when compelling grounds override it.
 */
export interface BalanceRule {
  upheld: Cited & { decision: 'erase' };
  refused: Cited & { decision: 'keep' };
}

/** The first rule whose basis and condition fit decides about a cell. */
export interface DecisionRule extends Cited {
  basis: Basis | 'any';
  when?: CellCondition;
  decision: RuledDecision;
  /** Handed over without these parts. */
  withholds?: WithheldPart[];
  /** Present: the decision holds only until a person has weighed the interests. */
  balance?: BalanceRule;
  /** What a reader of the plan must know wherever this rule decided. */
  note?: string;
}
