import type { ExerciseState, TaskState } from './exercise-state.js';
import type { MeasureStatus } from './measure.js';
import { nextSteps } from './next-steps.js';
import type { CellDecision, Plan } from './plan-types.js';
import type { Action, Right } from './right.js';

const planned = (action: Action, slug: string) => ({
  key: `${action}:${slug}`,
  connector: slug,
  action,
  scope: [{ category: 'ID', retain: [] }],
  after: [],
});

const task = (key: string, more: Partial<TaskState> = {}): TaskState => {
  const [action, connector] = key.split(':') as [Action, string];
  return { key, action, connector, status: 'done', identifierIds: [], ...more };
};

function plan(right: Right, tasks: Plan['tasks'], decision: CellDecision): Plan {
  const cell = { system: 'accounts', category: 'ID', activity: 'account', basis: 'contract' };
  const decidedUnder = { packs: {}, register: '', manifests: {} };
  const cells = [{ ...cell, decision, grounds: [] }];
  return { right, laws: ['gdpr'], cells, tasks, notes: [], decidedUnder };
}

const state = (more: Partial<ExerciseState>): ExerciseState => ({
  right: 'restriction',
  status: 'acting',
  reason: 'approval_not_needed',
  minimumLevel: 'low',
  approvalsNeeded: 0,
  identifiers: [{ id: 'idn_1', type: 'email', level: 'unverified' }],
  connectors: [],
  tasks: [],
  approvals: 0,
  rejections: 0,
  held: false,
  sent: false,
  ...more,
});

const steps = (more: Partial<ExerciseState>) =>
  nextSteps(state(more)).map((step) =>
    step.kind === 'move' ? `${step.to}:${step.reason}` : step.kind,
  );

describe('an objection to marketing', () => {
  const order = planned('suppress', 'marketing');
  const objection = plan('marketing_objection', [order], 'suppress');
  const objects = { right: 'marketing_objection', plan: objection } as const;

  it('acts at once, whoever asks, and asks no system who that is', () => {
    const received = { right: 'marketing_objection', status: 'received' } as const;
    expect(steps(received)).toEqual(['seal_plan']);
    expect(steps({ ...received, plan: objection })).toEqual(['acting:approval_not_needed']);
    expect(steps(objects)).toEqual(['create_tasks']);
  });

  it('is answered once every system has stopped', () => {
    const done = task('suppress:marketing', { outcome: 'completed' });
    expect(steps({ ...objects, tasks: [{ ...done, status: 'running' }] })).toEqual([]);
    expect(steps({ ...objects, tasks: [done] })).toEqual(['delivering:marketing_stopped']);
  });

  it('tells whom it can before a person looks at whom it cannot', () => {
    const gap = plan('marketing_objection', [order], 'gap');
    const done = task('suppress:marketing', { outcome: 'completed' });
    expect(steps({ ...objects, plan: gap })).toEqual(['create_tasks']);
    expect(steps({ ...objects, plan: gap, tasks: [done] })).toEqual([
      'awaiting_decision:coverage_gap',
    ]);
    const nobody = plan('marketing_objection', [], 'gap');
    expect(steps({ ...objects, plan: nobody })).toEqual(['awaiting_decision:coverage_gap']);
  });
});

describe('a restriction', () => {
  const restriction = plan(
    'restriction',
    [planned('restrict', 'accounts'), planned('restrict', 'marketing')],
    'restrict',
  );
  const done = [
    task('restrict:accounts', { outcome: 'completed' }),
    task('restrict:marketing', { outcome: 'nothing_found' }),
  ];

  it('is in force from the first order on, and answered when all systems have it', () => {
    expect(steps({ plan: restriction })).toEqual(['create_tasks', 'impose']);
    expect(steps({ plan: restriction, tasks: done })).toEqual(['delivering:data_restricted']);
  });

  const ended = (measure: MeasureStatus, tasks: TaskState[]) =>
    nextSteps(state({ status: 'fulfilled', plan: restriction, measure, tasks }));

  it('stays after the answer until somebody lifts it', () => {
    expect(ended('in_force', done)).toEqual([]);
    expect(ended('released', done)).toEqual([]);
  });

  it('is lifted on the systems that have it, with the scope that it had', () => {
    expect(ended('releasing', done)).toEqual([
      {
        kind: 'create_tasks',
        tasks: [{ ...planned('release', 'accounts'), scope: [{ category: 'ID', retain: [] }] }],
      },
    ]);
    const waiting = task('release:accounts', { status: 'waiting' });
    expect(ended('releasing', [...done, waiting])).toEqual([
      { kind: 'start_task', key: 'release:accounts' },
    ]);
  });

  it('is lifted only after what was ordered before has ended', () => {
    const running = task('restrict:accounts', { status: 'running' });
    expect(ended('releasing', [running])).toEqual([]);
  });

  it('is lifted also where an order was cancelled that may have arrived', () => {
    const cancelled = task('restrict:accounts', { status: 'cancelled' });
    expect(ended('releasing', [cancelled])).toHaveLength(1);
  });

  it('ends when every system has released, and not while one has failed to', () => {
    const released = task('release:accounts', { outcome: 'completed' });
    expect(ended('releasing', [...done, released])).toEqual([{ kind: 'end_measure' }]);
    const failed = task('release:accounts', { outcome: 'failed' });
    expect(ended('releasing', [...done, failed])).toEqual([]);
    const leftOut = { ...failed, skipped: true };
    expect(ended('releasing', [...done, leftOut])).toEqual([{ kind: 'end_measure' }]);
    expect(ended('releasing', [])).toEqual([{ kind: 'end_measure' }]);
  });
});
