/** What holds of one cell: the facts that a pack's rules may turn on. */
import type { PacksInForce } from './law.js';
import { placesNamed, type Change } from './plan-changes.js';
import type { CellCondition } from './plan-rules.js';
import type { ConnectorFacts } from './plan-types.js';
import { holdingFacts, type Register } from './register.js';
import type { RetentionRule, RetentionVerdict } from './retention.js';
import type { Law, Right } from './right.js';

/** Grounds of Art. 17(1)(a)-(f) GDPR that a person may claim; s. 33 PDPA has the first four. */
export const ERASURE_GROUNDS = [
  'no_longer_necessary',
  'consent_withdrawn',
  'objection',
  'unlawful',
  'legal_duty_to_erase',
  'child_service',
] as const;
export type ErasureGround = (typeof ERASURE_GROUNDS)[number];

/** What the person asked beyond the right itself. */
export interface PlanParameters {
  /** "Delete my account": the contract ends, so what it needs is no longer necessary. */
  closeAccount?: boolean;
  /** Erasure: why, in the person's view. */
  ground?: ErasureGround;
  /** Rectification: what is wrong and what it should be. */
  changes?: readonly Change[];
}

/** Records found, by connector and category. */
export type Located = Record<string, Record<string, number>>;

export interface PlanInput {
  right: Right;
  parameters: PlanParameters;
  laws: readonly Law[];
  packs: PacksInForce;
  register: Register;
  retention: readonly RetentionRule[];
  /** Of each law's retention rules. */
  retentionDigests?: Readonly<Record<string, string>>;
  connectors: readonly ConnectorFacts[];
  /** Absent: nothing was searched yet; every system is assumed to hold what the register says. */
  located?: Located;
  /** Systems whose search a person left out. */
  notSearched?: readonly string[];
  /** Types of the identifiers given; what is done without locating reaches systems by these alone. */
  identifierTypes?: readonly string[];
}

/** A cell of the register on a system, or data found beside the register. */
export interface Cell {
  system: string;
  category: string;
  activity: string;
  basis: string;
  directMarketing: boolean;
}

/** Every condition that holds of the cell, given what the law's statutes keep of it. */
export function conditionsOf(
  cell: Cell,
  { parameters, register }: PlanInput,
  { found }: RetentionVerdict,
): CellCondition[] {
  const facts = holdingFacts(register, cell);
  return [
    parameters.closeAccount ? 'account_closes' : 'account_stays',
    ...(parameters.ground === 'unlawful' ? (['claimed_unlawful'] as const) : []),
    found,
    cell.directMarketing ? 'direct_marketing' : 'other_purpose',
    ...(facts ? [facts.provided] : []),
    facts?.consent ? 'collected_by_consent' : 'collected_otherwise',
    ...naming(cell, register, parameters.changes),
    register.automatedDecisions ? 'automated_decisions' : 'no_automated_decisions',
  ];
}

/** As long as nobody said what is to be changed, neither holds, and a person must decide. */
function naming(cell: Cell, register: Register, changes: readonly Change[] = []): CellCondition[] {
  if (changes.length === 0) return [];
  return [placesNamed(register, changes, cell).named ? 'change_named' : 'no_change_named'];
}
