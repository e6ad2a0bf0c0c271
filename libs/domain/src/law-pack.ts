import type { Cited, PolicyDocument } from './document.js';
import type { Level } from './identifier.js';
import type { NoticeGround } from './lifecycle.js';
import type { CellDecision } from './plan-types.js';
import type { Basis } from './register.js';
import type { Law, Right } from './right.js';

/** How firm a number is: stated by statute, owed at once, an authority's reading, or our choice. */
export const RULE_KINDS = [
  'statutory-period',
  'statutory-immediate',
  'authority-guidance',
  'policy',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export type Period = { months: number } | { days: number };

/** What happened to an exercise that a clock takes account of. */
export const CLOCK_EVENT_TYPES = [
  'identity_requested',
  'identity_confirmed',
  'clarification_requested',
  'clarification_received',
  'extension_notified',
  'refused',
] as const;
export type ClockEventType = (typeof CLOCK_EVENT_TYPES)[number];

/** Which fact brings a request under the law when it names one of the pack's `countries`. */
export const LAW_FACTS = ['establishment', 'residence', 'stay'] as const;
export interface ApplicabilityRule extends Cited {
  fact: (typeof LAW_FACTS)[number];
  /** True: only where the service is offered, or behaviour is watched, in that country. */
  offeredThere: boolean;
}

/** How a period of this law is counted. */
export interface CountingRules {
  start: Cited & {
    /** Local `HH:MM`: a receipt at that moment counts its own day (Thai CCC s. 193/3). */
    opening?: string;
  };
  end: Cited;
  /** Present: a last day that is no working day moves to the next working day. */
  roll?: Cited;
}

/** Days between the local dates of two events do not count, if the question came in time. */
export interface PauseRule extends Cited {
  kind: RuleKind;
  from: ClockEventType;
  until: ClockEventType;
  /** Asked later than so many days after receipt, it was not "without undue delay". */
  askedWithinDays: number;
  /** Absent: every right. */
  rights?: Right[];
}

export interface ClockRule extends Cited {
  kind: RuleKind;
  /** Absent: owed at once. */
  period?: Period;
  /** Present: the effect is owed at once, though the answer has a period. */
  effect?: Cited;
  /** `period` is added to the first one and counted from the same start. */
  extension?: Cited & { period: Period; noticeWithin: 'first-period' };
  refusalNotice?: Cited & { period: Period };
}

/** Facts of one register cell that a decision may turn on. */
export const CELL_CONDITIONS = [
  'account_closes',
  'account_stays',
  'statute_names_fields',
  'nothing_to_keep',
  'no_retention_rule',
  'direct_marketing',
  'other_purpose',
] as const;
export type CellCondition = (typeof CELL_CONDITIONS)[number];

/** The first rule whose basis and condition fit decides about a cell. */
export interface DecisionRule extends Cited {
  basis: Basis | 'any';
  when?: CellCondition;
  decision: Exclude<CellDecision, 'gap'>;
}

/** A ground on which the law lets a right be refused, in whole or in part. */
export interface RefusalRule extends Cited {
  grounds?: NoticeGround[];
}

export interface RightRule {
  article: string;
  /** Name of one of the pack's `clocks`. */
  clock: string;
  /** The level an identifier must have before it is acted on. */
  identity: Cited & { minimum: Level };
  /** Approvals by principals other than the one who put the plan up. */
  approvals: number;
  conditions: Cited[];
  refusals: RefusalRule[];
  /** Absent: this right is not planned over the register. */
  decisions?: DecisionRule[];
}

/** One version of one law; in force for requests received from `validFrom` to `validTo`. */
export interface LawPack extends PolicyDocument {
  id: Law;
  name: string;
  /** ISO dates, both included; without `validTo` it is still in force. */
  validFrom: string;
  validTo?: string;
  countries: string[];
  appliesWhen: ApplicabilityRule[];
  counting: CountingRules;
  pauses: PauseRule[];
  clocks: Record<string, ClockRule>;
  rights: Partial<Record<Right, RightRule>>;
}
