import { Inject, Injectable } from '@nestjs/common';
import type { Queryable, Tx } from '@habeas/database';
import {
  approvalsNeeded,
  compilePlan,
  minimumLevel,
  packsInForce,
  rightRules,
  sealContent,
  type Law,
  type Level,
  type Located,
  type PacksInForce,
  type Plan,
  type PlanInput,
  type Right,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { POLICY, type Policy } from '@habeas/policy';
import { connectorFacts } from '@habeas/registry';
import type { Exercise } from './exercise.entity.js';
import type { StepContext } from './apply-step.js';
import type { RequestState } from './request-state.js';

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
  WHERE t.exercise_id = $1 AND t.action = 'locate'
  GROUP BY 1, 2`;

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
  rules(
    request: { laws: Law[]; receivedAt: Date },
    right: Right,
  ): { minimumLevel: Level; approvalsNeeded: number } {
    const rules = rightRules(this.packs(request.receivedAt), request.laws, right);
    return {
      minimumLevel: minimumLevel(this.policy.controller, rules),
      approvalsNeeded: approvalsNeeded(rules),
    };
  }

  // Marketing stops by what was given alone: nobody is located for it.
  private async found(
    tx: Tx,
    exercise: Exercise,
    { identifiers }: RequestState,
  ): Promise<Pick<PlanInput, 'located' | 'identifierTypes'>> {
    if (exercise.right === 'marketing_objection') {
      return { identifierTypes: identifiers.map(({ type }) => type) };
    }
    return { located: await located(tx, exercise.id) };
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
      connectors: connectors.map(connectorFacts),
      ...(await this.found(tx, exercise, state)),
    });
    const seal = sealOf(plan, state);
    const at = new Date();
    await tx.query('UPDATE exercises SET plan = $2, seal = $3, sealed_at = $4 WHERE id = $1', [
      exercise.id,
      JSON.stringify(plan),
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

async function located(db: Queryable, exerciseId: string): Promise<Located> {
  const found: Located = {};
  const rows = await db.query<LocatedRow>(LOCATED, [exerciseId]);
  for (const { connector, category, records } of rows)
    (found[connector] ??= {})[category] = records;
  return found;
}
