import { Global, Module } from '@nestjs/common';
import { Advance } from './advance.js';
import { StepApplier } from './apply-step.js';
import { Decisions } from './decisions.js';
import { ExerciseClocks } from './exercise-clocks.js';
import { ExerciseMoves } from './exercise-moves.js';
import { Extensions } from './extensions.js';
import { Holds } from './holds.js';
import { Identities } from './identities.js';
import { Intake } from './intake.js';
import { Measures } from './measures.js';
import { Outcomes } from './outcomes.js';
import { Plans } from './plans.js';
import { Questions } from './questions.js';
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
  Holds,
  Measures,
  Suppressions,
  RequestQueries,
  Searches,
];

@Global()
@Module({
  providers: [...VERBS, StepApplier, ExerciseMoves, ExerciseClocks, Plans],
  exports: VERBS,
})
export class RequestsModule {}
