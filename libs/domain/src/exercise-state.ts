/** What `nextSteps` may look at, and what it may answer; nothing else. */
import type { Level } from './identifier.js';
import type { AnsweredOutcome, ExerciseStatus, Reason } from './lifecycle.js';
import type {
  MeasureKind,
  MeasureStatus,
  RestrictionCause,
  SuppressionPurpose,
} from './measure.js';
import type { Plan, PlannedTask } from './plan-types.js';
import type { RelatedState } from './related.js';
import type { Action, Right, TaskOutcome } from './right.js';

export interface IdentifierState {
  id: string;
  type: string;
  level: Level;
}

export interface TaskState {
  key: string;
  connector: string;
  action: Action;
  status: 'waiting' | 'ready' | 'queued' | 'running' | 'accepted' | 'done' | 'cancelled';
  outcome?: TaskOutcome;
  identifierIds: string[];
  /** It was sent at least once; whether it arrived is another question. */
  started?: boolean;
  /** A person decided to go on without it. */
  skipped?: boolean;
  /** For `locate`: digests of the people, as this connector knows them, that were led to. */
  subjects?: string[];
}

export interface ConnectorState {
  slug: string;
  actions: Action[];
  accepts: string[];
}

/** Everything nextSteps may look at. */
export interface ExerciseState extends RelatedState {
  right: Right;
  status: ExerciseStatus;
  reason: Reason;
  outcome?: AnsweredOutcome;
  minimumLevel: Level;
  /** Somebody acts for the person, or must act with her, and has not shown that she may. */
  authorityMissing?: boolean;
  /** The answer goes to a parent. */
  forParent?: boolean;
  approvalsNeeded: number;
  identifiers: IdentifierState[];
  connectors: ConnectorState[];
  tasks: TaskState[];
  plan?: Plan;
  /** Approvals and rejections of the present seal, by distinct principals. */
  approvals: number;
  rejections: number;
  held: boolean;
  /** Packs, register or manifests that the sealed plan was decided under are others by now. */
  drifted?: boolean;
  /** How a person weighed the interests that an objection is about. */
  balance?: 'upheld' | 'refused';
  disclosure?: 'building' | 'ready' | 'failed';
  sent: boolean;
  /** The person was asked long ago and never answered. */
  answerOverdue?: boolean;
  /** The restriction that this exercise imposed, unless it has become one for what a law keeps. */
  measure?: MeasureStatus;
}

/** What is to be done now. */
export type Step =
  | { kind: 'move'; to: ExerciseStatus; reason: Reason; outcome?: AnsweredOutcome }
  | { kind: 'locate'; key: string; connector: string; identifierIds: string[] }
  | { kind: 'seal_plan' }
  | { kind: 'create_tasks'; tasks: PlannedTask[] }
  | { kind: 'start_task'; key: string }
  | { kind: 'build_disclosure' }
  | {
      kind: 'impose';
      measure: MeasureKind;
      purpose?: SuppressionPurpose;
      cause?: RestrictionCause;
    }
  /** The restriction is to be lifted, though no person said so. */
  | { kind: 'lift_measure' }
  /** The restriction stays for what a law keeps. */
  | { kind: 'retain_measure' }
  /** The restriction stays for good: the objection was upheld. */
  | { kind: 'uphold_measure' }
  | { kind: 'end_measure' };
