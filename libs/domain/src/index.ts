/**
 * The kernel: rights, clocks, lifecycle, register, plan. Pure: no I/O, no clock, no randomness.
 *
 * request    what one person asked, once; holds exercises
 * exercise   one right under one request, with status, reason, clocks, plan and outcome
 * task       one action on one connector for one exercise
 * plan       the tasks, and for every register cell the decision and its article
 * seal       the plan's digest, which an approval names
 */
export { ACTIONS, LAWS, RIGHTS, TASK_OUTCOMES } from './right.js';
export type { Action, Law, Right, TaskOutcome } from './right.js';
export { ERRORS, HabeasError } from './errors.js';
export type { ErrorCode, ErrorDetail } from './errors.js';
export {
  IDENTIFIER_LENGTH_MAX,
  IDENTIFIER_TYPES,
  LEVELS,
  meetsLevel,
  normaliseIdentifier,
} from './identifier.js';
export type { IdentifierType, Level } from './identifier.js';
export {
  assertMove,
  BEFORE_ACTING,
  canMove,
  FINAL_STATUSES,
  isFinal,
  MOVES,
  NOTICE_GROUNDS,
  REASONS,
  REFUSAL_GROUNDS,
  requestStatus,
  STATUSES,
} from './lifecycle.js';
export type {
  AnsweredOutcome,
  ExerciseStatus,
  FinalStatus,
  Move,
  Mover,
  NoticeGround,
  Reason,
  RefusalGround,
} from './lifecycle.js';
export { lifecycleDocument } from './lifecycle-document.js';
export { LOCATE_ROUNDS_MAX, nextSteps } from './next-steps.js';
export { MEASURE_KINDS, MEASURE_STATUSES, SUPPRESSION_PURPOSES } from './measure.js';
export type { MeasureKind, MeasureStatus, SuppressionPurpose } from './measure.js';
export type {
  ConnectorState,
  ExerciseState,
  IdentifierState,
  Step,
  TaskState,
} from './next-steps.js';
export {
  DISCLOSING_RIGHTS,
  displaces,
  endsDuplicates,
  heirOf,
  mayBeDisplaced,
  waitsFor,
} from './related.js';
export type { Contender, RelatedState } from './related.js';
export { CELL_DECISIONS } from './plan-types.js';
export type {
  CellDecision,
  ConnectorFacts,
  Ground,
  Plan,
  PlanCell,
  PlannedTask,
  Retention,
  ScopeItem,
} from './plan-types.js';
export { compilePlan } from './plan.js';
export { UNREGISTERED } from './plan-cells.js';
export type { Located, PlanInput, PlanParameters } from './plan-cells.js';
export { dependencyOrder } from './plan-order.js';
export { sealContent } from './plan-seal.js';
export type { SealContent } from './plan-seal.js';
export { DOCUMENT_STATUSES } from './document.js';
export type { Cited, DocumentStatus, PolicyDocument } from './document.js';
export { CELL_CONDITIONS, CLOCK_EVENT_TYPES, LAW_FACTS, RULE_KINDS } from './law-pack.js';
export type {
  ApplicabilityRule,
  CellCondition,
  ClockEventType,
  ClockRule,
  CountingRules,
  DecisionRule,
  LawPack,
  PauseRule,
  RefusalRule,
  Period,
  RightRule,
  RuleKind,
} from './law-pack.js';
export {
  approvalsNeeded,
  isInForce,
  lawsFor,
  localDate,
  minimumLevel,
  packsInForce,
  rightRules,
} from './law.js';
export type { LawFacts, PacksInForce } from './law.js';
export { computeClock } from './clock.js';
export type { Clock } from './clock.js';
export { rightOf } from './clock-reckoning.js';
export { judgeExtension } from './clock-extension.js';
export type { ExtensionVerdict } from './clock-extension.js';
export type { ClockInput, Duty } from './clock-reckoning.js';
export type { ClockEvent } from './clock-pauses.js';
export type { Holiday, HolidayCalendar } from './clock-dates.js';
export { authorityFor, LOCALES } from './controller.js';
export type { Authority, Controller, Locale, Venue } from './controller.js';
export { BASES, cellsOnSystems, DATA_SOURCES, registerCells } from './register.js';
export type {
  Activity,
  Basis,
  DataCategory,
  DataSource,
  Recipient,
  Register,
  RegisterCell,
  RegisteredSystem,
  Transfer,
} from './register.js';
export { retentionFor, sharedRetention } from './retention.js';
export type { RetentionRule, RetentionVerdict } from './retention.js';
export { fillText, TEXT_LABELS, TEXT_SECTIONS } from './texts.js';
export type { NoticeTexts, TextLabel, Texts, TextSection } from './texts.js';
