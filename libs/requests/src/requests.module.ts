import { Global, Module } from '@nestjs/common';
import { Advance } from './advance.js';
import { StepApplier } from './apply-step.js';
import { Authorities } from './authorities.js';
import { Alarms } from './alarms.js';
import { Complaints } from './complaints.js';
import { Decisions } from './decisions.js';
import { ExerciseClocks } from './exercise-clocks.js';
import { ExerciseMoves } from './exercise-moves.js';
import { Extensions } from './extensions.js';
import { Holds } from './holds.js';
import { Identities } from './identities.js';
import { Intake } from './intake.js';
import { Judgements } from './judgements.js';
import { LawCorrections } from './law-corrections.js';
import { Measures } from './measures.js';
import { Dispatches } from './messages/dispatches.js';
import { MessageQueries } from './messages/message-queries.js';
import { Messages } from './messages/messages.js';
import { RequestedMessages } from './messages/requested-messages.js';
import { Outcomes } from './outcomes.js';
import { Plans } from './plans.js';
import { PolicyEffectsQuery } from './policy-effects.js';
import { PolicyMigration } from './policy-migration.js';
import { Questions } from './questions.js';
import { RecipientNotices } from './recipients/recipient-notices.js';
import { Rejections } from './rejections.js';
import { Replanning } from './replanning.js';
import { RequestQueries } from './request-queries.js';
import { Searches } from './searches.js';
import { Suppressions } from './suppressions.js';
import { Sweep } from './sweep.js';
import { TaskDecisions } from './task-decisions.js';

const VERBS = [
  Intake,
  Advance,
  Outcomes,
  Sweep,
  Decisions,
  Extensions,
  Questions,
  TaskDecisions,
  Identities,
  Authorities,
  Complaints,
  Holds,
  Measures,
  Messages,
  MessageQueries,
  Dispatches,
  RequestedMessages,
  RecipientNotices,
  Rejections,
  Suppressions,
  RequestQueries,
  Searches,
  Alarms,
  Judgements,
  LawCorrections,
  Replanning,
  PolicyEffectsQuery,
  PolicyMigration,
];

@Global()
@Module({
  providers: [...VERBS, StepApplier, ExerciseMoves, ExerciseClocks, Plans],
  exports: VERBS,
})
export class RequestsModule {}
