import type { Cited, PolicyDocument } from './document.js';
import type { Level } from './identifier.js';
import type { NoticeGround } from './lifecycle.js';
import type { DecisionRule } from './plan-rules.js';
import type { RepresentationRules } from './representation.js';
import type { Law, Right } from './right.js';

/**
 * How firm a number is, the firmest first: stated by statute, owed at once, an authority's reading,
 * our choice where the law is silent or contested, or an alarm where the law has no number at all.
 */
export const RULE_KINDS = [
  'statutory-period',
  'statutory-immediate',
  'authority-guidance',
  'policy',
  'alarm',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export type Period =
  | { months: number }
  | { days: number }
  | { workingDays: number }
  /** Counted as they pass, over nights, weekends and clock changes. */
  | { hours: number };

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

/** What may be true of a request, without an instant, and gives it another period. */
export const CLOCK_FACTS = ['third_party_involved'] as const;
export type ClockFact = (typeof CLOCK_FACTS)[number];

/** What is owed besides the answer to a right. */
export const OTHER_DUTIES = [
  'acknowledgement',
  'access_confirmation',
  'complaint_acknowledgement',
  'refused_data_preservation',
  'sale_opt_out',
] as const;
export type OtherDuty = (typeof OTHER_DUTIES)[number];

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
  roll?: Cited & {
    /** How firm it is that a holiday of a region alone moves the day; absent: as firm as any. */
    regional?: Cited & { kind: RuleKind };
  };
  /** Instead of `roll`: a last day that is no working day stays, and how firm that is. */
  noRoll?: Cited & { kind: RuleKind };
}

/** How a question to the person moves the period. */
export const PAUSE_EFFECTS = ['days_between', 'days_inclusive', 'restart'] as const;
export type PauseEffect = (typeof PAUSE_EFFECTS)[number];

/** What time a question to the person takes out of the period, if it came in time. */
export interface PauseRule extends Cited {
  kind: RuleKind;
  from: ClockEventType;
  until: ClockEventType;
  /**
   * `days_between`: local date of the answer minus that of the question; `days_inclusive`: both of
   * these days too; `restart`: the period begins with the answer.
   */
  effect: PauseEffect;
  /** Asked later than so many days after receipt, it was not "without undue delay". */
  askedWithinDays?: number;
  /** Absent: every right. */
  rights?: Right[];
}

export interface ClockRule extends Cited {
  kind: RuleKind;
  /** Absent: owed at once. */
  period?: Period;
  /** Other periods: the first whose fact is known stands instead of `period`. */
  periodsWhen?: (Cited & { fact: ClockFact; period: Period })[];
  /** The event from which the period runs, instead of receipt. */
  runsFrom?: Cited & { event: ClockEventType };
  /** Present: the first day is counted ("beginning with the day of"). */
  firstDayCounted?: Cited;
  /** Present: the effect is owed at once, though the answer has a period. */
  effect?: Cited;
  /** `period` is added to the first one and counted from the same start. */
  extension?: Cited & { period: Period; noticeWithin: 'first-period' };
  /** `extended`: an extension in time moves this limit too. */
  refusalNotice?: Cited & { period: Period; extended?: boolean };
}

/** Something owed besides the answer. */
export interface DutyRule {
  /** Name of one of the pack's `clocks`. */
  clock: string;
  /** ISO date: owed for what is received from then on; absent: from `validFrom` of the pack. */
  validFrom?: string;
  /** The rights whose clocks show it as a milestone. */
  milestoneOf?: Right[];
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
  /** Present: every rejection goes on record, with its reasons (Thai PDPA s. 39(7)). */
  recordOfRejection?: Cited;
  /** Present: whoever received the data is told of what was done (Art. 19 GDPR). */
  recipientsTold?: Cited;
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
  duties?: Partial<Record<OtherDuty, DutyRule>>;
  /** Absent: the law says nothing of who acts for another. */
  representation?: RepresentationRules;
  rights: Partial<Record<Right, RightRule>>;
}
