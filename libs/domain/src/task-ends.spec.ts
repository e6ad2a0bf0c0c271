import type { ExerciseState, TaskState } from './exercise-state.js';
import { nextSteps } from './next-steps.js';
import { endedWell, trouble } from './task-ends.js';

const task = (key: string, more: Partial<TaskState> = {}): TaskState => {
  const [action, connector] = key.split(':') as [TaskState['action'], string];
  return { key, action, connector, status: 'done', identifierIds: [], ...more };
};

const email = { id: 'idn_1', type: 'email', level: 'substantial' as const };
const located = task('locate:accounts:1', { outcome: 'completed', identifierIds: ['idn_1'] });
const accounts = { slug: 'accounts', accepts: ['email'], actions: ['locate', 'export'] as const };

function state(more: Partial<ExerciseState>): ExerciseState {
  return {
    right: 'access',
    status: 'acting',
    reason: 'approval_not_needed',
    minimumLevel: 'low',
    approvalsNeeded: 0,
    identifiers: [email],
    connectors: [{ ...accounts, actions: [...accounts.actions] }],
    tasks: [],
    approvals: 0,
    rejections: 0,
    held: false,
    sent: false,
    ...more,
  };
}

const planned = (key: string, ...after: string[]) => {
  const [action, connector] = key.split(':') as [TaskState['action'], string];
  return { key, action, connector, scope: [], after };
};

const plan = {
  right: 'access' as const,
  laws: ['gdpr' as const],
  cells: [],
  tasks: [planned('export:accounts'), planned('export:marketing', 'export:accounts')],
  notes: [],
  decidedUnder: { packs: {}, register: '', manifests: {} },
};

describe('a task that a person left out', () => {
  const skipped = task('export:accounts', { outcome: 'failed', skipped: true });

  it('troubles nobody any more', () => {
    expect(endedWell(skipped)).toBe(true);
    expect(trouble([skipped])).toBeUndefined();
    expect(trouble([{ ...skipped, skipped: false }])).toBe('task_failed');
  });

  it('lets what comes after it begin', () => {
    const tasks = [located, skipped, task('export:marketing', { status: 'waiting' })];
    expect(nextSteps(state({ plan, tasks }))).toEqual([
      { kind: 'start_task', key: 'export:marketing' },
    ]);
  });

  it.each([
    ['export', [skipped, task('export:marketing', { outcome: 'completed' })], 'acting'],
    ['search', [{ ...located, outcome: 'failed' as const, skipped: true }], 'locating'],
  ] as const)('makes the answer a part of what was asked: %s', (_, tasks, status) => {
    const sealed = status === 'locating' ? { ...plan, tasks: [] } : plan;
    expect(nextSteps(state({ plan: sealed, status, tasks: [...tasks] }))).toEqual([
      {
        kind: 'move',
        to: 'delivering',
        reason: 'task_skipped',
        outcome: 'partly_fulfilled',
      },
    ]);
  });
});

describe('a question that was never answered', () => {
  const unverified = [{ ...email, level: 'unverified' as const }];

  it.each(['awaiting_identity', 'awaiting_clarification'] as const)('ends %s', (status) => {
    const asked = state({ status, identifiers: unverified });
    expect(nextSteps(asked)).toEqual([]);
    expect(nextSteps({ ...asked, answerOverdue: true })).toEqual([
      { kind: 'move', to: 'expired', reason: 'question_unanswered' },
    ]);
  });

  it('counts no more once the proof has come', () => {
    const late = state({ status: 'awaiting_identity', answerOverdue: true });
    expect(nextSteps(late)).toEqual([
      { kind: 'move', to: 'locating', reason: 'identity_verified' },
    ]);
  });

  it.each(['received', 'locating'] as const)('does not end what is %s', (status) => {
    const steps = nextSteps(state({ status, identifiers: unverified, answerOverdue: true }));
    expect(JSON.stringify(steps)).not.toContain('expired');
  });
});
