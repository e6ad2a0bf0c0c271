/**
 * Requests: open, advance, record outcome, sweep, and what people decide in between. Only `Advance`
 * branches on status (through `nextSteps`); everything else writes its row and asks for it.
 */
import { Approval } from './approval.entity.js';
import { ExerciseClock } from './clock.entity.js';
import { Exercise } from './exercise.entity.js';
import { Hold } from './hold.entity.js';
import { Identifier } from './identifier.entity.js';
import { TaskReceipt } from './receipt.entity.js';
import { RightsRequest } from './rights-request.entity.js';
import { Task } from './task.entity.js';

export { Advance } from './advance.js';
export { Decisions } from './decisions.js';
export type { AnswerChannel, ExerciseChoice } from './decisions.js';
export { Holds } from './holds.js';
export type { HoldInput } from './holds.js';
export { Identities, VERIFICATION_METHODS } from './identities.js';
export type { Verification, VerificationMethod } from './identities.js';
export { Intake } from './intake.js';
export type { OpenedRequest } from './intake.js';
export { CHANNELS, checkIntake } from './intake-check.js';
export type { Channel, IntakeInput } from './intake-check.js';
export { Outcomes } from './outcomes.js';
export type { RecordedOutcome } from './outcomes.js';
export { PAGE_SIZE, PAGE_SIZE_MAX, RequestQueries } from './request-queries.js';
export type {
  ClockView,
  ExerciseView,
  IdentifierView,
  RequestFilter,
  RequestSummary,
  RequestView,
  TaskView,
} from './request-queries.js';
export { RequestsModule } from './requests.module.js';
export { Sweep } from './sweep.js';
export type { ExerciseParameters } from './exercise.entity.js';
export type { Requester } from './rights-request.entity.js';
export type { TaskResult } from './task.entity.js';
export { Approval, Exercise, ExerciseClock, Hold, Identifier, RightsRequest, Task, TaskReceipt };
export const ENTITIES = [
  RightsRequest,
  Identifier,
  Exercise,
  ExerciseClock,
  Task,
  TaskReceipt,
  Approval,
  Hold,
];
