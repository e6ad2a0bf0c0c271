import fc from 'fast-check';
import { canMove, isFinal } from './lifecycle.js';
import { LOCATE_ROUNDS_MAX, nextSteps, type ExerciseState, type TaskState } from './next-steps.js';
import type { CellDecision, Plan } from './plan-types.js';
import { TASK_OUTCOMES, type Right } from './right.js';

const connector = (slug: string, accepts: string[]) => ({
  slug,
  accepts,
  actions: ['locate' as const, 'export' as const, 'restrict' as const, 'erase' as const],
});

const CONNECTORS = [
  connector('accounts', ['email', 'customer_id']),
  connector('telemetry', ['device_serial']),
];

const email = { id: 'idn_1', type: 'email', level: 'substantial' as const };
const serial = { id: 'idn_2', type: 'device_serial', level: 'substantial' as const };

function state(more: Partial<ExerciseState>): ExerciseState {
  return {
    right: 'erasure',
    status: 'locating',
    reason: 'identity_verified',
    minimumLevel: 'low',
    approvalsNeeded: 1,
    identifiers: [email],
    connectors: CONNECTORS,
    tasks: [],
    approvals: 0,
    rejections: 0,
    held: false,
    sent: false,
    ...more,
  };
}

const task = (key: string, more: Partial<TaskState> = {}): TaskState => {
  const [action, slug] = key.split(':') as [TaskState['action'], string];
  return { key, action, connector: slug, status: 'done', identifierIds: [], ...more };
};

const located = (more: Partial<TaskState> = {}) =>
  task('locate:accounts:1', { outcome: 'completed', identifierIds: ['idn_1'], ...more });

const planned = (key: string, ...after: string[]) => {
  const [action, slug] = key.split(':') as [TaskState['action'], string];
  return { key, action, connector: slug, scope: [], after };
};

function plan(tasks: Plan['tasks'], decisions: CellDecision[] = ['erase']): Plan {
  const cells = decisions.map((decision) => ({
    system: 'accounts',
    category: 'ID',
    activity: 'account',
    basis: 'contract',
    decision,
    grounds: [],
  }));
  const decidedUnder = { packs: {}, register: '', manifests: {} };
  return { right: 'erasure', laws: ['gdpr'], cells, tasks, notes: [], decidedUnder };
}

const ERASURE = plan([
  planned('restrict:accounts'),
  planned('erase:telemetry', 'restrict:accounts'),
  planned('erase:accounts', 'erase:telemetry'),
  planned('verify:accounts', 'erase:accounts'),
]);

const ACCESS = plan([planned('export:accounts')], ['export']);

const moves = (more: Partial<ExerciseState>) =>
  nextSteps(state(more)).map((step) =>
    step.kind === 'move' ? `${step.to}:${step.reason}` : step.kind,
  );

describe('identity', () => {
  it('waits while no identifier is verified', () => {
    const identifiers = [{ ...email, level: 'unverified' as const }];
    expect(moves({ status: 'received', identifiers })).toEqual([
      'awaiting_identity:identity_not_verified',
    ]);
    expect(moves({ status: 'awaiting_identity', identifiers })).toEqual([]);
  });

  it('goes on once one is verified at the level that the law asks', () => {
    expect(moves({ status: 'awaiting_identity' })).toEqual(['locating:identity_verified']);
    expect(moves({ status: 'awaiting_identity', minimumLevel: 'high' })).toEqual([]);
  });
});

describe('locating', () => {
  it('asks each connector about the identifiers that it understands, and no other', () => {
    expect(nextSteps(state({ identifiers: [email, serial] }))).toEqual([
      { kind: 'locate', key: 'locate:accounts:1', connector: 'accounts', identifierIds: ['idn_1'] },
      {
        kind: 'locate',
        key: 'locate:telemetry:1',
        connector: 'telemetry',
        identifierIds: ['idn_2'],
      },
    ]);
  });

  it('never sends an unverified identifier', () => {
    const unverified = { ...serial, level: 'unverified' as const };
    const steps = nextSteps(state({ identifiers: [email, unverified] }));
    expect(JSON.stringify(steps)).not.toContain('idn_2');
  });

  it('follows what a connector gave back in a further round', () => {
    const steps = nextSteps(state({ identifiers: [email, serial], tasks: [located()] }));
    expect(steps).toMatchObject([{ kind: 'locate', key: 'locate:telemetry:1' }]);
  });

  it('stops for a person when the rounds do not come to an end', () => {
    const tasks = Array.from({ length: LOCATE_ROUNDS_MAX }, (_, index) =>
      located({ key: `locate:accounts:${index + 1}`, identifierIds: [`idn_${index + 10}`] }),
    );
    expect(moves({ tasks })).toEqual(['awaiting_decision:locate_rounds_exceeded']);
  });

  it('stops for a person when identifiers lead to two people', () => {
    const conflict = ['awaiting_decision:identifiers_conflict'];
    expect(moves({ tasks: [located({ subjects: ['ada', 'bob'] })] })).toEqual(conflict);
    const rounds = [
      located({ subjects: ['ada'] }),
      located({ key: 'locate:accounts:2', identifierIds: ['idn_3'], subjects: ['bob'] }),
    ];
    expect(moves({ tasks: rounds })).toEqual(conflict);
  });

  it('waits for what is under way, then seals the plan', () => {
    expect(moves({ tasks: [located({ status: 'running' })] })).toEqual([]);
    expect(moves({ tasks: [located()] })).toEqual(['seal_plan']);
  });

  it.each([
    ['gap', 'awaiting_decision:coverage_gap'],
    ['human', 'awaiting_decision:plan_needs_decision'],
    ['nothing_held', 'delivering:nothing_held'],
    ['keep', 'delivering:nothing_erasable'],
  ] as const)('with a cell decided as %s and no tasks it goes to %s', (decision, expected) => {
    expect(moves({ tasks: [located()], plan: plan([], [decision]) })).toEqual([expected]);
  });

  it('puts an erasure up for approval, and lets an access go on', () => {
    expect(moves({ tasks: [located()], plan: ERASURE })).toEqual(['awaiting_approval:plan_sealed']);
    const access = { right: 'access' as const, approvalsNeeded: 0, plan: ACCESS };
    expect(moves({ tasks: [located()], ...access })).toEqual(['acting:approval_not_needed']);
  });
});

describe('approval and holds', () => {
  const waiting = { status: 'awaiting_approval' as const, plan: ERASURE };

  it('waits for as many approvals as the law asks', () => {
    expect(moves({ ...waiting, approvalsNeeded: 2, approvals: 1 })).toEqual([]);
    expect(moves({ ...waiting, approvalsNeeded: 2, approvals: 2 })).toEqual(['acting:approved']);
  });

  it('stops for a person on a rejection', () => {
    expect(moves({ ...waiting, rejections: 1, approvals: 1 })).toEqual([
      'awaiting_decision:approval_rejected',
    ]);
  });

  it('is stopped by a hold and goes back to its approvers when that is released', () => {
    expect(moves({ ...waiting, held: true, approvals: 1 })).toEqual([
      'awaiting_decision:hold_in_force',
    ]);
    const stopped = { status: 'awaiting_decision', reason: 'hold_in_force' } as const;
    expect(moves({ ...stopped, plan: ERASURE, held: true })).toEqual([]);
    expect(moves({ ...stopped, plan: ERASURE })).toEqual(['awaiting_approval:hold_released']);
  });

  it('lets access of the same person pass before it acts on an approval', () => {
    const held = { ...waiting, heldBack: true };
    expect(moves(held)).toEqual([]);
    expect(moves({ ...held, approvals: 1 })).toEqual(['awaiting_approval:access_first']);
    const rests = { ...waiting, approvals: 1, reason: 'access_first' } as const;
    expect(moves({ ...rests, heldBack: true })).toEqual([]);
    expect(moves(rests)).toEqual(['acting:approved']);
  });

  it('lets access pass where no approval is needed, too', () => {
    const sealed = { approvalsNeeded: 0, plan: ERASURE, tasks: [located()] };
    expect(moves({ ...sealed, heldBack: true })).toEqual(['awaiting_approval:plan_sealed']);
    expect(moves(sealed)).toEqual(['acting:approval_not_needed']);
  });

  it('leaves a duplicate where it is, and ends it with the request that it repeats', () => {
    const duplicate = { status: 'awaiting_identity' } as const;
    expect(moves({ ...duplicate, duplicate: 'waits' })).toEqual([]);
    expect(moves({ ...duplicate, duplicate: 'ended' })).toEqual(['withdrawn:duplicate']);
  });

  it('checks the hold again before the first erasing task', () => {
    const tasks = ERASURE.tasks.map(({ key }) => task(key, { status: 'waiting' }));
    expect(moves({ status: 'acting', plan: ERASURE, tasks, held: true })).toEqual([
      'awaiting_decision:hold_in_force',
    ]);
  });

  it('lets a hold in mid-course stop only what has not begun', () => {
    const tasks = [
      task('restrict:accounts', { outcome: 'completed' }),
      task('erase:telemetry', { outcome: 'completed' }),
      task('erase:accounts', { status: 'waiting' }),
      task('verify:accounts', { status: 'waiting' }),
    ];
    expect(moves({ status: 'acting', plan: ERASURE, tasks, held: true })).toEqual([
      'awaiting_decision:hold_in_force',
    ]);
  });
});

describe('acting', () => {
  const acting = (tasks: TaskState[]) => ({ status: 'acting' as const, plan: ERASURE, tasks });

  it('creates the tasks of the plan once', () => {
    expect(moves(acting([located()]))).toEqual(['create_tasks', 'impose']);
  });

  it('starts a task when everything before it ended well', () => {
    const tasks = ERASURE.tasks.map(({ key }) => task(key, { status: 'waiting' }));
    expect(nextSteps(state(acting(tasks)))).toEqual([
      { kind: 'start_task', key: 'restrict:accounts' },
    ]);
    tasks[0] = task('restrict:accounts', { outcome: 'completed' });
    expect(nextSteps(state(acting(tasks)))).toEqual([
      { kind: 'start_task', key: 'erase:telemetry' },
    ]);
  });

  it('asks a person only when every branch has come to its end', () => {
    const failed = task('erase:telemetry', { outcome: 'failed' });
    const rest = task('erase:accounts', { status: 'waiting' });
    const before = task('restrict:accounts', { outcome: 'completed' });
    const running = task('verify:accounts', { status: 'running' });
    expect(moves(acting([before, failed, rest, running]))).toEqual([]);
    const waiting = task('verify:accounts', { status: 'waiting' });
    expect(moves(acting([before, failed, rest, waiting]))).toEqual([
      'awaiting_decision:task_failed',
    ]);
  });

  it('verifies before it answers, and says when a law retained something', () => {
    const done = (outcome: 'completed' | 'retained') => [
      task('restrict:accounts', { outcome: 'completed' }),
      task('erase:telemetry', { outcome: 'completed' }),
      task('erase:accounts', { outcome }),
      task('verify:accounts', { outcome: 'completed' }),
    ];
    expect(moves(acting(done('completed')))).toEqual(['verifying:all_acted']);
    const verifying = { ...acting(done('completed')), status: 'verifying' as const };
    expect(moves(verifying)).toEqual(['impose', 'delivering:all_erased']);
    expect(moves({ ...verifying, tasks: done('retained') })).toEqual([
      'impose',
      'delivering:retained_by_law',
    ]);
  });

  it('does not call data erased that a second look still finds', () => {
    const tasks = [
      task('restrict:accounts', { outcome: 'completed' }),
      task('erase:telemetry', { outcome: 'completed' }),
      task('erase:accounts', { outcome: 'completed' }),
      task('verify:accounts', { outcome: 'partial' }),
    ];
    expect(moves({ status: 'verifying', plan: ERASURE, tasks })).toEqual([
      'awaiting_decision:data_left_over',
    ]);
  });
});

describe('delivering', () => {
  const access: Partial<ExerciseState> = {
    right: 'access',
    status: 'delivering',
    reason: 'data_disclosed',
    outcome: 'fulfilled',
  };

  it('builds the package, then waits until it is recorded as sent', () => {
    expect(moves(access)).toEqual(['build_disclosure']);
    expect(moves({ ...access, disclosure: 'building' })).toEqual([]);
    expect(moves({ ...access, disclosure: 'ready' })).toEqual([]);
    expect(moves({ ...access, disclosure: 'ready', sent: true })).toEqual([
      'fulfilled:data_disclosed',
    ]);
  });

  it('stops for a person when no package can be built', () => {
    expect(moves({ ...access, disclosure: 'failed' })).toEqual([
      'awaiting_decision:disclosure_failed',
    ]);
  });

  it('ends a refusal only when the refusal was sent', () => {
    const refusal = { ...access, outcome: 'refused', reason: 'manifestly_unfounded' } as const;
    expect(moves(refusal)).toEqual([]);
    expect(moves({ ...refusal, sent: true })).toEqual(['refused:manifestly_unfounded']);
  });
});

describe('nextSteps over random states', () => {
  const anyTask = fc.record({
    key: fc.constantFrom('locate:accounts:1', ...ERASURE.tasks.map(({ key }) => key)),
    status: fc.constantFrom<TaskState['status']>('waiting', 'ready', 'running', 'accepted', 'done'),
    outcome: fc.constantFrom(...TASK_OUTCOMES),
    subjects: fc.constantFrom<string[]>(['ada'], ['ada', 'bob']),
  });
  const anyState = fc.record({
    right: fc.constantFrom<Right>('access', 'erasure'),
    status: fc.constantFrom<ExerciseState['status']>(
      'received',
      'awaiting_identity',
      'awaiting_decision',
      'locating',
      'awaiting_approval',
      'acting',
      'verifying',
      'delivering',
      'fulfilled',
      'withdrawn',
    ),
    held: fc.boolean(),
    sent: fc.boolean(),
    approvals: fc.nat(2),
    rejections: fc.nat(1),
    tasks: fc.uniqueArray(anyTask, { selector: ({ key }) => key }),
    plan: fc.constantFrom(ERASURE, ACCESS),
    outcome: fc.constantFrom('fulfilled' as const, 'refused' as const),
  });
  type Given = typeof anyState extends fc.Arbitrary<infer T> ? T : never;
  const build = ({ tasks, ...rest }: Given) =>
    state({ ...rest, tasks: tasks.map(({ key, ...more }) => task(key, more)) });

  it('gives only moves that the table allows, and none from a final status', () => {
    fc.assert(
      fc.property(anyState, (given) => {
        const exercise = build(given);
        const steps = nextSteps(exercise);
        if (isFinal(exercise.status)) expect(steps).toEqual([]);
        for (const step of steps) {
          if (step.kind === 'move') expect(canMove(exercise.status, step.to, 'system')).toBe(true);
        }
      }),
    );
  });

  it('starts no erasing task under a hold', () => {
    fc.assert(
      fc.property(anyState, (given) => {
        const steps = nextSteps(build({ ...given, held: true }));
        const started = steps.filter((step) => step.kind === 'start_task');
        expect(started.filter(({ key }) => key.startsWith('erase'))).toEqual([]);
      }),
    );
  });

  it('says the same when asked twice', () => {
    fc.assert(
      fc.property(anyState, (given) => {
        expect(nextSteps(build(given))).toEqual(nextSteps(build(given)));
      }),
    );
  });
});
