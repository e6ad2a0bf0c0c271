import type { ExerciseState, TaskState } from './exercise-state.js';
import type { MeasureStatus } from './measure.js';
import { nextSteps } from './next-steps.js';
import type { CellDecision, Plan } from './plan-types.js';
import type { ExerciseStatus } from './lifecycle.js';
import type { Action, Right, TaskOutcome } from './right.js';

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
  connectors: ['accounts', 'marketing'].map((slug) => ({ slug, actions: [], accepts: [] })),
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
    expect(ended('releasing', [{ ...cancelled, started: true }])).toMatchObject([
      { kind: 'create_tasks', tasks: [{ key: 'release:accounts' }] },
    ]);
    expect(ended('releasing', [cancelled])).toEqual([{ kind: 'end_measure' }]);
  });

  it('asks nothing of a system that is out of service', () => {
    const lost = task('restrict:lost', { outcome: 'failed', skipped: true });
    expect(ended('releasing', [lost])).toEqual([{ kind: 'end_measure' }]);
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

describe('the restriction inside an erasure', () => {
  const keys = ['restrict', 'erase', 'verify'].flatMap((action) => [
    planned(action as Action, 'accounts'),
    planned(action as Action, 'marketing'),
  ]);
  const erasure = plan('erasure', keys, 'erase');
  const keepsSome = plan('erasure', keys, 'keep');
  const restricted = [
    task('restrict:accounts', { outcome: 'completed' }),
    task('restrict:marketing', { outcome: 'completed' }),
  ];
  const erased = (accounts: TaskOutcome) => [
    ...restricted,
    task('erase:accounts', { outcome: accounts }),
    task('erase:marketing', { outcome: 'completed' }),
    task('verify:accounts', { outcome: 'completed' }),
    task('verify:marketing', { outcome: 'completed' }),
  ];
  const erasing = (more: Partial<ExerciseState>) =>
    steps({ right: 'erasure', plan: erasure, measure: 'in_force', tasks: restricted, ...more });

  it('is in force from the first order on, and says why', () => {
    const begun = state({ right: 'erasure', plan: erasure });
    expect(nextSteps(begun)).toContainEqual({
      kind: 'impose',
      measure: 'restriction',
      cause: 'erasure_pending',
    });
    const nothing = plan('erasure', [planned('erase', 'accounts')], 'erase');
    expect(steps({ right: 'erasure', plan: nothing })).toEqual(['create_tasks']);
  });

  it.each<[string, TaskOutcome, Plan, string]>([
    ['ends with what it covered', 'completed', erasure, 'end_measure'],
    ['ends where nothing was found', 'nothing_found', erasure, 'end_measure'],
    ['stays for what a law keeps', 'retained', erasure, 'retain_measure'],
    ['is lifted where the right did not reach all', 'completed', keepsSome, 'lift_measure'],
  ])('%s', (_, outcome, sealed, expected) => {
    const verified = { status: 'verifying', plan: sealed, tasks: erased(outcome) } as const;
    expect(erasing(verified)[1]).toBe(expected);
  });

  it('is lifted before the answer is sent, on the system that goes on to use the rest', () => {
    const answering = { right: 'erasure', status: 'delivering', measure: 'releasing' } as const;
    const after = { ...answering, plan: keepsSome, tasks: erased('retained') };
    expect(nextSteps(state(after))).toMatchObject([
      { kind: 'create_tasks', tasks: [{ key: 'release:accounts' }] },
    ]);
    const lifted = task('release:accounts', { outcome: 'completed' });
    expect(steps({ ...after, tasks: [...after.tasks, lifted] })).toEqual(['retain_measure']);
  });

  it.each<[ExerciseStatus, string[]]>([
    ['withdrawn', ['lift_measure']],
    ['expired', ['lift_measure']],
    ['refused', []],
    ['awaiting_decision', []],
  ])('when the erasure is %s, is followed by %j', (status, expected) => {
    expect(erasing({ status })).toEqual(expected);
  });

  it('does not end by itself where the person had asked for it', () => {
    expect(steps({ status: 'withdrawn', measure: 'in_force', tasks: restricted })).toEqual([]);
  });

  it('is not lifted where it was erased, and only after what still runs', () => {
    const half = [...restricted, task('erase:accounts', { outcome: 'retained' })];
    const given = { right: 'erasure', status: 'withdrawn', plan: erasure } as const;
    const ended = (tasks: TaskState[]) =>
      nextSteps(state({ ...given, measure: 'releasing', tasks }));
    expect(ended(half)).toMatchObject([
      { kind: 'create_tasks', tasks: [{ key: 'release:marketing' }] },
    ]);
    expect(ended([...half, task('erase:marketing', { status: 'running' })])).toEqual([]);
    const released = task('release:marketing', { outcome: 'completed' });
    expect(ended([...half, released])).toEqual([{ kind: 'retain_measure' }]);
  });
});
