/**
 * The kernel: rights, clocks, lifecycle, register, plan. Pure: no I/O, no clock, no randomness.
 *
 * request    what one person asked, once; holds exercises
 * exercise   one right under one request, with status, reason, clocks, plan and outcome
 * task       one action on one connector for one exercise
 * plan       the tasks, and for every register cell the decision and its article
 * seal       the plan's digest, which an approval names
 */
export { ACTIONS, isAtOnce, LAWS, RIGHTS, TASK_OUTCOMES } from './right.js';
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
  BALANCE_GROUNDS,
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
  BalanceGround,
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
export {
  MEASURE_KINDS,
  MEASURE_STATUSES,
  RESTRICTION_CAUSES,
  STANDING_CAUSES,
  SUPPRESSION_PURPOSES,
} from './measure.js';
export type {
  MeasureKind,
  MeasureStatus,
  RestrictionCause,
  SuppressionPurpose,
} from './measure.js';
export type {
  ConnectorState,
  ExerciseState,
  IdentifierState,
  Step,
  TaskState,
} from './next-steps.js';
export {
  DISCLOSING_RIGHTS,
  ERASING_RIGHTS,
  isDisclosing,
  displaces,
  endsDuplicates,
  heirOf,
  mayBeDisplaced,
  waitsFor,
} from './related.js';
export type { Contender, RelatedState } from './related.js';
export { CELL_DECISIONS, STOP_PURPOSES } from './plan-types.js';
export type {
  CellDecision,
  ConnectorFacts,
  Ground,
  Plan,
  PlanCell,
  PlannedTask,
  Retention,
  ScopeItem,
  StopPurpose,
  ToldRecipients,
} from './plan-types.js';
export { CARRIED_OUT, compilePlan } from './plan.js';
export { UNREGISTERED } from './plan-cells.js';
export { ERASURE_GROUNDS } from './plan-facts.js';
export type { ErasureGround, Located, PlanInput, PlanParameters } from './plan-facts.js';
export {
  checkChanges,
  checkChangeValues,
  correctablePlaces,
  withoutValues,
} from './plan-changes.js';
export type { Change, PatchOperation } from './plan-changes.js';
export { CELL_CONDITIONS, WITHHELD_PARTS } from './plan-rules.js';
export type {
  BalanceRule,
  CellCondition,
  DecisionRule,
  RuledDecision,
  WithheldPart,
} from './plan-rules.js';
export { dependencyOrder } from './plan-order.js';
export { sealContent } from './plan-seal.js';
export type { SealContent } from './plan-seal.js';
export { DOCUMENT_STATUSES } from './document.js';
export type { Cited, DocumentStatus, PolicyDocument } from './document.js';
export {
  CLOCK_EVENT_TYPES,
  CLOCK_FACTS,
  LAW_FACTS,
  OTHER_DUTIES,
  PAUSE_EFFECTS,
  RULE_KINDS,
} from './law-pack.js';
export type {
  ApplicabilityRule,
  ClockEventType,
  ClockFact,
  ClockRule,
  CountingRules,
  DutyRule,
  LawPack,
  OtherDuty,
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
  packsNotAnswered,
  rightRules,
} from './law.js';
export type { LawFacts, PacksInForce } from './law.js';
export { computeClock } from './clock.js';
export type { Clock } from './clock.js';
export { DUTIES, otherRule, rightOf } from './clock-duty.js';
export type { Duty } from './clock-duty.js';
export { judgeExtension } from './clock-extension.js';
export type { ExtensionVerdict } from './clock-extension.js';
export type { ClockInput } from './clock-reckoning.js';
export type { ClockEvent } from './clock-pauses.js';
export { HOLIDAY_STATUSES } from './holiday-calendar.js';
export type { Holiday, HolidayCalendar, HolidayStatus } from './holiday-calendar.js';
export { authorityFor, LOCALES, venueOf } from './controller.js';
export type { AlarmLead, AskedWho, Authority, Controller, Locale, Venue } from './controller.js';
export {
  BASES,
  cellsOnSystems,
  DATA_SOURCES,
  holdingFacts,
  PROVIDED,
  recipientsOf,
  registerCells,
} from './register.js';
export type {
  Activity,
  Basis,
  CookieRules,
  DataCategory,
  DataSource,
  Holding,
  HoldingFacts,
  Recipient,
  Register,
  RegisterCell,
  RegisteredSystem,
  SourceFacts,
  Transfer,
} from './register.js';
export { retentionFor, sharedRetention } from './retention.js';
export type { RetentionRule, RetentionVerdict } from './retention.js';
export { fillText, placeholdersOf, TEXT_LABELS, TEXT_SECTIONS } from './texts.js';
export type {
  MessageTemplate,
  MessageTexts,
  NoticeTexts,
  TextLabel,
  Texts,
  TextSection,
} from './texts.js';
export {
  ANSWER_KINDS,
  ANSWER_REASONS,
  CHANNELS,
  COMPLAINT_SUBJECTS,
  EXTENSION_REASONS,
  MESSAGE_CHANNELS,
  MESSAGE_KINDS,
  MESSAGE_STATUSES,
  messagePlaceholders,
  QUESTIONS,
} from './message.js';
export type {
  AnswerReason,
  Channel,
  ComplaintSubject,
  ExtensionReason,
  MessageChannel,
  MessageKind,
  MessageStatus,
  Question,
} from './message.js';
export {
  EXCUSE_REASONS,
  NOTICE_CHANNELS,
  RECIPIENT_LINES,
  RECIPIENT_STATUSES,
  recipientsOwed,
  toldOf,
} from './recipients.js';
export type { ExcuseReason, NoticeChannel, RecipientLine, RecipientStatus } from './recipients.js';
export { citationsOf, lawsWithout } from './refusal.js';
export {
  AUTHORITY_KINDS,
  authorityMissing,
  authorityNeeded,
  isForParent,
  needsAuthority,
  REQUESTERS,
} from './representation.js';
export type {
  AuthorityKind,
  NeededAuthority,
  RepresentationFacts,
  RepresentationRules,
  Requester,
} from './representation.js';
export { IRREVERSIBLE } from './task-course.js';
