import { Global, Module } from '@nestjs/common';
import { Advance } from './advance.js';
import { StepApplier } from './apply-step.js';
import { Decisions } from './decisions.js';
import { ExerciseMoves } from './exercise-moves.js';
import { Holds } from './holds.js';
import { Identities } from './identities.js';
import { Intake } from './intake.js';
import { Outcomes } from './outcomes.js';
import { Plans } from './plans.js';
import { RequestQueries } from './request-queries.js';
import { Sweep } from './sweep.js';

const VERBS = [Intake, Advance, Outcomes, Sweep, Decisions, Identities, Holds, RequestQueries];

@Global()
@Module({ providers: [...VERBS, StepApplier, ExerciseMoves, Plans], exports: VERBS })
export class RequestsModule {}
