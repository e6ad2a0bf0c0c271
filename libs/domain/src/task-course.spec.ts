import { canMove } from './lifecycle.js';
import { nextSteps, type ExerciseState, type TaskState } from './next-steps.js';
import type { CellDecision, Plan, PlannedTask } from './plan-types.js';

const planned = (key: string, ...after: string[]): PlannedTask => {
  const [action, connector = ''] = key.split(':') as [PlannedTask['action'], string];
  return { key, action, connector, scope: [], after };
};
const task = (key: string, more: Partial<TaskState> = {}): TaskState => {
  const [action, connector = ''] = key.split(':') as [TaskState['action'], string];
  const ended = { status: 'done' as const, outcome: 'completed' as const };
  return { key, action, connector, identifierIds: [], ...ended, ...more };
};
const waiting = (key: string): TaskState => {
  const { outcome: _, ...rest } = task(key);
  return { ...rest, status: 'waiting' };
};

function planOf(
  tasks: PlannedTask[],
  more: Partial<Plan> & { decisions?: CellDecision[] } = {},
): Plan {
  const { decisions = ['restrict'], ...rest } = more;
  const cell = { system: 'telemetry', category: 'LOC', activity: 'site', basis: 'any' };
  return {
    right: 'objection',
    laws: ['gdpr'],
    cells: decisions.map((decision) => ({ ...cell, decision, grounds: [] })),
    tasks,
    notes: [],
    decidedUnder: { packs: {}, register: '', manifests: {} },
    ...rest,
  };
}

const OBJECTION = planOf([planned('restrict:accounts'), planned('restrict:telemetry')], {
  balance: {
    upheld: [planned('erase:telemetry'), planned('verify:telemetry', 'erase:telemetry')],
    refused: [planned('release:accounts'), planned('release:telemetry')],
  },
});
const ERASURE = planOf([planned('restrict:accounts'), planned('erase:accounts')], {
  right: 'erasure',
});

const state = (more: Partial<ExerciseState>): ExerciseState => ({
  right: 'objection',
  status: 'acting',
  reason: 'approval_not_needed',
  minimumLevel: 'low',
  approvalsNeeded: 0,
  identifiers: [{ id: 'idn_1', type: 'email', level: 'substantial' }],
  connectors: ['accounts', 'telemetry', 'marketing'].map((slug) => {
    return { slug, actions: [], accepts: [] };
  }),
  tasks: [],
  approvals: 0,
  rejections: 0,
  held: false,
  sent: false,
  plan: OBJECTION,
  ...more,
});

/** Steps in short; every move is one that the table of moves allows. */
const stepsOf = (more: Partial<ExerciseState>): string[] => {
  const now = state(more);
  return nextSteps(now).map((step) => {
    if (step.kind === 'create_tasks') return `create ${step.tasks.map(({ key }) => key).join(' ')}`;
    if (step.kind === 'start_task') return `start ${step.key}`;
    if (step.kind !== 'move') return step.kind;
    expect(canMove(now.status, step.to, 'system')).toBe(true);
    return `${step.to}:${step.reason}`;
  });
};

const GAP = { decisions: ['gap' as const] };
const AFTER = ['erase:telemetry', 'verify:telemetry'] as const;
const restricted = [task('restrict:accounts'), task('restrict:telemetry')];
const upheld = { balance: 'upheld' as const, reason: 'objection_upheld' as const };
const inForce = { measure: 'in_force' as const };

describe('an objection', () => {
  it.each<[string, Partial<ExerciseState>, string[]]>([
    ['acts at once', { status: 'locating' }, ['acting:approval_not_needed']],
    [
      'acts at once though something is not covered',
      { status: 'locating', plan: { ...OBJECTION, cells: planOf([], GAP).cells } },
      ['acting:approval_not_needed'],
    ],
    ['restricts first', {}, ['create restrict:accounts restrict:telemetry', 'impose']],
    [
      'waits for what is restricted',
      { tasks: [task('restrict:accounts'), task('restrict:telemetry', { status: 'running' })] },
      [],
    ],
    ['is weighed by a person', { tasks: restricted }, ['awaiting_decision:interests_to_weigh']],
    [
      'is not weighed while something is not covered',
      { tasks: restricted, plan: { ...OBJECTION, cells: planOf([], GAP).cells } },
      ['awaiting_decision:coverage_gap'],
    ],
    [
      'rests until it is weighed',
      { tasks: restricted, status: 'awaiting_decision', reason: 'interests_to_weigh', ...inForce },
      [],
    ],
    [
      'goes on where the person prevails, and imposes nothing twice',
      { tasks: restricted, ...upheld, ...inForce },
      ['create erase:telemetry verify:telemetry'],
    ],
    [
      'erases nothing under a hold',
      { tasks: [...restricted, ...AFTER.map(waiting)], ...upheld, ...inForce, held: true },
      ['awaiting_decision:hold_in_force'],
    ],
    [
      'erases nothing while access of the same person is open',
      { tasks: [...restricted, ...AFTER.map(waiting)], ...upheld, ...inForce, heldBack: true },
      [],
    ],
    [
      'erases what is left once it has begun to, whoever asks for access then',
      {
        tasks: [...restricted, task('erase:telemetry'), waiting('erase:accounts')],
        plan: {
          ...OBJECTION,
          balance: { upheld: [planned('erase:telemetry'), planned('erase:accounts')], refused: [] },
        },
        ...upheld,
        ...inForce,
        heldBack: true,
      },
      ['start erase:accounts'],
    ],
    [
      'is not done while data is left over',
      {
        tasks: [...restricted, task(AFTER[0]), task(AFTER[1], { outcome: 'partial' })],
        ...upheld,
      },
      ['awaiting_decision:data_left_over'],
    ],
    [
      'stands for good in the end',
      { tasks: [...restricted, ...AFTER.map((key) => task(key))], ...upheld, ...inForce },
      ['uphold_measure', 'delivering:objection_upheld'],
    ],
    [
      'leaves the restriction to people where it is refused',
      {
        tasks: restricted,
        status: 'delivering',
        reason: 'compelling_grounds',
        outcome: 'refused',
        balance: 'refused',
        sent: true,
        ...inForce,
      },
      ['refused:compelling_grounds'],
    ],
  ])('%s', (_, now, steps) => {
    expect(stepsOf(now)).toEqual(steps);
  });
});

describe('what ends at once', () => {
  const plan = planOf([planned('suppress:marketing')], { decisions: ['suppress', 'keep'] });
  const withdrawal = { right: 'consent_withdrawal' as const, plan };

  it.each<[string, Partial<ExerciseState>, string[]]>([
    ['acts without identity', { status: 'received' }, ['acting:approval_not_needed']],
    ['acts after a search too', { status: 'locating' }, ['acting:approval_not_needed']],
    ['is done', { tasks: [task('suppress:marketing')] }, ['delivering:consent_withdrawn']],
    [
      'tells what can be told, and leaves the rest to a person',
      { tasks: [task('suppress:marketing')], plan: { ...plan, cells: planOf([], GAP).cells } },
      ['awaiting_decision:coverage_gap'],
    ],
  ])('%s', (_, now, steps) => {
    expect(stepsOf({ ...withdrawal, identifiers: [], ...now })).toEqual(steps);
  });
});

describe('a review of automated decisions, and rights that reach nothing', () => {
  it.each<[ExerciseState['right'], CellDecision, string]>([
    ['automated_decision_review', 'human', 'awaiting_decision:decision_to_review'],
    ['automated_decision_review', 'keep', 'delivering:no_automated_decision'],
    ['automated_decision_review', 'nothing_held', 'delivering:nothing_held'],
    ['objection', 'keep', 'delivering:nothing_reached'],
    ['portability', 'keep', 'delivering:nothing_reached'],
    ['erasure', 'keep', 'delivering:nothing_erasable'],
    ['erasure', 'human', 'awaiting_decision:plan_needs_decision'],
  ])('%s, all cells %s: %s', (right, decision, step) => {
    const plan = planOf([], { right, decisions: [decision] });
    expect(stepsOf({ right, status: 'locating', plan })).toEqual([step]);
  });
});

describe('a plan decided under what is no longer in force', () => {
  const erasure = { right: 'erasure' as const, plan: ERASURE, drifted: true };
  const stop = ['awaiting_decision:plan_drifted'];

  it.each<[string, Partial<ExerciseState>, string[]]>([
    ['stops before its tasks are made', {}, stop],
    [
      'stops before the first erasure',
      { tasks: ERASURE.tasks.map(({ key }) => waiting(key)) },
      stop,
    ],
    [
      'is brought to its end once erasing has begun',
      { tasks: [task('restrict:accounts'), task('erase:accounts')] },
      ['verifying:all_acted'],
    ],
    [
      'goes on with what can be undone',
      { right: 'objection', plan: OBJECTION },
      ['create restrict:accounts restrict:telemetry', 'impose'],
    ],
    [
      'stops before what an objection that prevails would erase',
      { right: 'objection', plan: OBJECTION, tasks: restricted, ...upheld },
      stop,
    ],
    [
      'stops where a system has left for which no task is made yet',
      { drifted: false, connectors: [] },
      stop,
    ],
    [
      'stops where a system has left that an objection that prevails would erase in',
      { ...{ drifted: false, connectors: [] }, right: 'objection', plan: OBJECTION },
      stop,
    ],
    [
      'leaves a system that has left to the task that was made for it',
      { drifted: false, connectors: [], tasks: ERASURE.tasks.map(({ key }) => waiting(key)) },
      ['start restrict:accounts', 'start erase:accounts'],
    ],
    [
      'rests until a person puts it up anew',
      { status: 'awaiting_decision', reason: 'plan_drifted' },
      [],
    ],
  ])('%s', (_, now, steps) => {
    expect(stepsOf({ ...erasure, ...now })).toEqual(steps);
  });

  it('does not do twice what was done under the former one', () => {
    const tasks = [task('restrict:accounts')];
    expect(stepsOf({ ...erasure, drifted: false, ...inForce, tasks })).toEqual([
      'create erase:accounts',
    ]);
  });
});
