/**
 * Requests: open, advance, record outcome, sweep, and what people decide in between. Only `Advance`
 * branches on status (through `nextSteps`); everything else writes its row and asks for it.
 */
import { Approval } from './approval.entity.js';
import { Clarification } from './clarification.entity.js';
import { ExerciseClockEvent } from './clock-event.entity.js';
import { ExerciseClock } from './clock.entity.js';
import { Exercise } from './exercise.entity.js';
import { Hold } from './hold.entity.js';
import { Identifier } from './identifier.entity.js';
import { Measure } from './measure.entity.js';
import { TaskReceipt } from './receipt.entity.js';
import { RightsRequest } from './rights-request.entity.js';
import { Suppression } from './suppression.entity.js';
import { Task } from './task.entity.js';

export { Advance } from './advance.js';
export { Decisions } from './decisions.js';
export type { AnswerChannel } from './decisions.js';
export type { ExerciseChoice } from './exercise-choice.js';
export { QUESTIONS } from './clarification.entity.js';
export type { Question } from './clarification.entity.js';
export { EXTENSION_REASONS, Extensions } from './extensions.js';
export type { ExtensionReason } from './extensions.js';
export { ANSWER_WITHIN_DAYS, Questions } from './questions.js';
export { SKIP_REASONS, TaskDecisions } from './task-decisions.js';
export type { Redriven, SkipReason } from './task-decisions.js';
export { Holds } from './holds.js';
export type { HoldInput } from './holds.js';
export { Identities, VERIFICATION_METHODS } from './identities.js';
export type { Verification, VerificationMethod } from './identities.js';
export { Intake } from './intake.js';
export type { OpenedRequest } from './intake.js';
export { CHANNELS, checkIntake } from './intake-check.js';
export type { Channel, IntakeInput } from './intake-check.js';
export { Measures } from './measures.js';
export type { MeasureFilter, MeasureView } from './measures.js';
export { SUPPRESSION_CHECKS_MAX, Suppressions } from './suppressions.js';
export type { SuppressionAnswer } from './suppressions.js';
export { Outcomes } from './outcomes.js';
export type { RecordedOutcome } from './outcomes.js';
export type { NoticeUnderLaw, NoticeView } from './notice.js';
export { PAGE_SIZE, PAGE_SIZE_MAX, RequestQueries } from './request-queries.js';
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
export { Sweep } from './sweep.js';
export type { ExerciseParameters } from './exercise.entity.js';
export type { Requester } from './rights-request.entity.js';
export type { TaskResult } from './task.entity.js';
export {
  Approval,
  Exercise,
  ExerciseClock,
  ExerciseClockEvent,
  Clarification,
  Hold,
  Identifier,
  Measure,
  RightsRequest,
  Suppression,
  Task,
  TaskReceipt,
};
export const ENTITIES = [
  RightsRequest,
  Identifier,
  Exercise,
  ExerciseClock,
  ExerciseClockEvent,
  Clarification,
  Task,
  TaskReceipt,
  Approval,
  Hold,
  Measure,
  Suppression,
];
