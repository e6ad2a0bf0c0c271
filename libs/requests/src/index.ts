/**
 * Requests: open, advance, record outcome, sweep, and what people decide in between. Only `Advance`
 * branches on status (through `nextSteps`); everything else writes its row and asks for it.
 */
import { Alarm } from './alarm.entity.js';
import { Approval } from './approval.entity.js';
import { Authority } from './authority.entity.js';
import { Clarification } from './clarification.entity.js';
import { ExerciseClockEvent } from './clock-event.entity.js';
import { ExerciseClock } from './clock.entity.js';
import { Complaint } from './complaint.entity.js';
import { Exercise } from './exercise.entity.js';
import { Hold } from './hold.entity.js';
import { Judgement } from './judgement.entity.js';
import { Identifier } from './identifier.entity.js';
import { Measure } from './measure.entity.js';
import { Message } from './messages/message.entity.js';
import { RecipientNotice } from './recipients/recipient-notice.entity.js';
import { RejectionRecord } from './rejection-record.entity.js';
import { TaskReceipt } from './receipt.entity.js';
import { RightsRequest } from './rights-request.entity.js';
import { Suppression } from './suppression.entity.js';
import { Task } from './task.entity.js';

export { Advance } from './advance.js';
export { ALARM_STATES, Alarms, ALARMS_PAGE_SIZE, ALARMS_PAGE_SIZE_MAX } from './alarms.js';
export type { AlarmFilter, AlarmState } from './alarms.js';
export { ALARM_KINDS } from './alarms-schedule.js';
export type { AlarmKind } from './alarms-schedule.js';
export type { AlarmView } from './alarm-views.js';
export { Authorities } from './authorities.js';
export type { AuthorityView } from './authorities.js';
export { AUTHORITY_METHODS } from './authority.entity.js';
export type { AuthorityMethod } from './authority.entity.js';
export { changesOf } from './changes.js';
export { COMPLAINT_OUTCOMES } from './complaint.entity.js';
export type { ComplaintOutcome } from './complaint.entity.js';
export { Complaints } from './complaints.js';
export type { ComplaintInput, ComplaintView } from './complaints.js';
export { Decisions } from './decisions.js';
export type { ExerciseChoice } from './exercise-choice.js';
export { Extensions } from './extensions.js';
export { Dispatches } from './messages/dispatches.js';
export { MessageQueries } from './messages/message-queries.js';
export type { MessageFilter, MessageText, MessageView } from './messages/message-queries.js';
export { Messages } from './messages/messages.js';
export { REQUESTED_KINDS, RequestedMessages } from './messages/requested-messages.js';
export { RecipientNotices } from './recipients/recipient-notices.js';
export type {
  RecipientNoticeFilter,
  RecipientNoticeView,
  Settlement,
} from './recipients/recipient-notices.js';
export { Rejections } from './rejections.js';
export type { RejectionFilter, RejectionView } from './rejections.js';
export { ANSWER_WITHIN_DAYS, Questions } from './questions.js';
export { SKIP_REASONS, TaskDecisions } from './task-decisions.js';
export type { Redriven, SkipReason } from './task-decisions.js';
export { Holds } from './holds.js';
export type { HoldInput } from './holds.js';
export { Identities, VERIFICATION_METHODS } from './identities.js';
export type { Verification, VerificationMethod } from './identities.js';
export { Intake } from './intake.js';
export type { OpenedRequest } from './intake.js';
export { checkIntake } from './intake-check.js';
export type { IntakeInput } from './intake-check.js';
export { BALANCE_OUTCOMES, REVIEW_OUTCOMES } from './judgement.entity.js';
export type { BalanceOutcome, ReviewOutcome } from './judgement.entity.js';
export type { JudgementView } from './judgement-queries.js';
export { Judgements, STATEMENT_LENGTH_MAX } from './judgements.js';
export type { Balancing, Reviewing } from './judgements.js';
export { LAW_CORRECTION_REASONS, LawCorrections } from './law-corrections.js';
export type { LawCorrection, LawCorrectionReason } from './law-corrections.js';
export { Measures } from './measures.js';
export type { MeasureView } from './measure-views.js';
export type { MeasureFilter } from './measures.js';
export { SUPPRESSION_CHECKS_MAX, Suppressions } from './suppressions.js';
export type { SuppressionAnswer } from './suppressions.js';
export { Outcomes } from './outcomes.js';
export type { RecordedOutcome } from './outcomes.js';
export type { NoticeUnderLaw, NoticeView } from './notice.js';
export type { DriftView } from './plan-drift.js';
export { EFFECTS_LISTED_MAX, PolicyEffectsQuery } from './policy-effects.js';
export type { ClockEffect, PolicyEffects } from './policy-effects.js';
export { MIGRATION_BATCH_MAX, PolicyMigration } from './policy-migration.js';
export { Replanning } from './replanning.js';
export { PAGE_SIZE, PAGE_SIZE_MAX } from './pages.js';
export { RequestQueries } from './request-queries.js';
export type {
  ClarificationView,
  ClockEventView,
  ClockView,
  ExerciseView,
  IdentifierView,
  PerformedView,
  RequestFilter,
  RequestSummary,
  RequestView,
  TaskView,
} from './request-queries.js';
export type { RelatedView, RelationKind } from './related-requests.js';
export { RequestsModule } from './requests.module.js';
export { Searches } from './searches.js';
export type { FoundRequest } from './searches.js';
export { STARTS_LOST_MAX, Sweep } from './sweep.js';
export type { ExerciseParameters } from './exercise.entity.js';
export type { TaskResult } from './task.entity.js';
export {
  Alarm,
  Approval,
  Authority,
  Exercise,
  ExerciseClock,
  ExerciseClockEvent,
  Clarification,
  Complaint,
  Hold,
  Identifier,
  Judgement,
  Measure,
  Message,
  RecipientNotice,
  RejectionRecord,
  RightsRequest,
  Suppression,
  Task,
  TaskReceipt,
};
export const ENTITIES = [
  Alarm,
  RightsRequest,
  Identifier,
  Exercise,
  ExerciseClock,
  ExerciseClockEvent,
  Clarification,
  Complaint,
  Task,
  TaskReceipt,
  Approval,
  Authority,
  Hold,
  Judgement,
  Measure,
  Message,
  RecipientNotice,
  RejectionRecord,
  Suppression,
];
export { TASK_IN_PLACE } from './request-state.js';
