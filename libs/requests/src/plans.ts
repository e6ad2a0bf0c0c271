import { Inject, Injectable } from '@nestjs/common';
import type { Queryable, Tx } from '@habeas/database';
import {
  approvalsNeeded,
  compilePlan,
  isAtOnce,
  isForParent,
  minimumLevel,
  needsAuthority,
  packsInForce,
  rightRules,
  sealContent,
  type Located,
  type PacksInForce,
  type Plan,
  type PlanInput,
  type Right,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { POLICY, type Policy } from '@habeas/policy';
import { connectorFacts, type Connector } from '@habeas/registry';
import { scheduleAlarms } from './alarms-schedule.js';
import { missingAuthority, type Represented } from './authority-rules.js';
import type { Exercise } from './exercise.entity.js';
import type { StepContext } from './apply-step.js';
import { driftOf, retentionDigests } from './plan-drift.js';
import { TASK_IN_PLACE, type ExerciseRules, type RequestState } from './request-state.js';

interface LocatedRow {
  connector: string;
  category: string;
  records: number;
}

// Rounds may find the same records by another identifier: the largest count is nearest the truth.
const LOCATED = `
  SELECT c.slug AS connector, found.key AS category, max(found.value::int)::int AS records
  FROM tasks t JOIN connectors c ON c.id = t.connector_id,
    jsonb_each_text(coalesce(t.result->'categories', '{}')) AS found
  WHERE t.exercise_id = $1 AND t.action = 'locate' AND ${TASK_IN_PLACE}
  GROUP BY 1, 2`;

const NOT_SEARCHED = `
  SELECT DISTINCT c.slug AS connector
  FROM tasks t JOIN connectors c ON c.id = t.connector_id
  WHERE t.exercise_id = $1 AND t.action = 'locate' AND t.skipped_reason IS NOT NULL
    AND ${TASK_IN_PLACE}`;

/** What the law says must happen with what was found, fixed under a seal. */
@Injectable()
export class Plans {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly evidence: EvidenceLog,
  ) {}

  /** The versions of all laws that govern what was received at that instant. */
  packs(receivedAt: Date): PacksInForce {
    const { packs, controller } = this.policy;
    return packsInForce(packs, controller.venues, receivedAt.toISOString());
  }

  /** The strictest of all laws that apply. */
  rules(request: Represented, right: Right): ExerciseRules {
    const rules = rightRules(this.packs(request.receivedAt), request.laws, right);
    const minimum = minimumLevel(this.policy.controller, rules);
    const forParent = isForParent(request, right);
    return {
      minimumLevel: minimum,
      approvalsNeeded: Math.max(approvalsNeeded(rules), forParent ? 1 : 0),
      authorityMissing:
        needsAuthority(minimum) && missingAuthority(this.policy, request).length > 0,
      forParent,
    };
  }

  /**
   * Whether the plan was decided under what is no longer in force. A connector that has left is no
   * other version of itself: its tasks are left out, or wait for it.
   */
  isDrifted(exercise: Exercise, { receivedAt }: Represented, connectors: Connector[]): boolean {
    const packs = Object.entries(this.packs(receivedAt));
    const now = {
      register: this.policy.register.digest,
      packs: Object.fromEntries(packs.map(([law, { digest }]) => [law, digest])),
      retention: retentionDigests(this.policy),
      manifests: Object.fromEntries(connectors.map((one) => [one.slug, one.manifestDigest])),
    };
    return driftOf(exercise, now).some((moved) => moved.now !== null);
  }

  private async found(
    tx: Tx,
    exercise: Exercise,
    { identifiers }: RequestState,
  ): Promise<Pick<PlanInput, 'located' | 'notSearched' | 'identifierTypes'>> {
    // What ends at once is carried out by what was given alone: nobody is located for it.
    if (isAtOnce(exercise.right)) {
      return { identifierTypes: identifiers.map(({ type }) => type) };
    }
    const leftOut = await tx.query<{ connector: string }>(NOT_SEARCHED, [exercise.id]);
    return {
      located: await located(tx, exercise.id),
      notSearched: leftOut.map(({ connector }) => connector),
    };
  }

  /** Compiles the plan from what was located, and fixes it by its seal. */
  async seal(tx: Tx, { state, exercise, connectors }: StepContext): Promise<void> {
    const plan = compilePlan({
      right: exercise.right,
      parameters: exercise.parameters,
      laws: state.request.laws,
      packs: this.packs(state.request.receivedAt),
      register: this.policy.register,
      retention: this.policy.retention,
      retentionDigests: retentionDigests(this.policy),
      connectors: connectors.map(connectorFacts),
      ...(await this.found(tx, exercise, state)),
    });
    const at = new Date();
    const number = await nextNumber(tx, exercise.id);
    const seal = sealOf({ ...plan, number }, state);
    await tx.query('UPDATE exercises SET plan = $2, seal = $3, sealed_at = $4 WHERE id = $1', [
      exercise.id,
      JSON.stringify({ ...plan, number }),
      seal,
      at,
    ]);
    await this.evidence.append(tx, {
      requestId: exercise.requestId,
      type: 'plan.sealed',
      actor: 'system',
      at,
      data: { exercise: exercise.id, seal },
    });
    // Now it is known which systems work, and which of them wait for one another.
    await scheduleAlarms(tx, exercise.id, this.policy.controller.alarms);
  }
}

function sealOf(plan: Plan, state: RequestState): string {
  return digestOf(
    sealContent(
      plan,
      state.identifiers.map(({ digest }) => digest),
    ),
  );
}

async function nextNumber(tx: Tx, exerciseId: string): Promise<number> {
  const [row] = await tx.query<{ plans: number }>(
    'UPDATE exercises SET plans = plans + 1 WHERE id = $1 RETURNING plans',
    [exerciseId],
  );
  return row?.plans ?? 1;
}

async function located(db: Queryable, exerciseId: string): Promise<Located> {
  const found: Located = {};
  const rows = await db.query<LocatedRow>(LOCATED, [exerciseId]);
  for (const { connector, category, records } of rows)
    (found[connector] ??= {})[category] = records;
  return found;
}
