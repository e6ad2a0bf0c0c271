import type { ClockView, ExerciseView, TaskView } from '@habeas/requests';
import type { EvidenceVerdict } from '../commands/evidence.js';
import { table } from '../output.js';
import type { Part } from './filing.js';

/** What the demo prints as one JSON document. */
export interface Summary {
  seconds: number;
  requests: {
    id: string;
    laws: string[];
    rights: RightSummary[];
  }[];
  evidence: { verified: boolean; entries: number };
}

interface RightSummary {
  right: string;
  status: string;
  reason: string;
  legalDue: string | null;
  safeDue: string | null;
  found: number;
  exported: number;
  erased: number;
  retained: number;
  rectified: number;
  restricted: number;
  suppressed: number;
  package: string | null;
}

export interface Finished extends Part {
  evidence: EvidenceVerdict;
  package: string | null;
}

export function summarise(finished: Finished[], seconds: number): Summary {
  return {
    seconds,
    requests: finished.map(({ view, package: file }) => ({
      id: view.id,
      laws: view.laws,
      rights: view.exercises.map((exercise) => rightSummary(exercise, file)),
    })),
    evidence: {
      verified: finished.every(({ evidence }) => evidence.state === 'complete'),
      entries: finished.reduce((sum, { evidence }) => sum + evidence.entries, 0),
    },
  };
}

function rightSummary(exercise: ExerciseView, file: string | null): RightSummary {
  const { right, status, reason, tasks } = exercise;
  const dues = (name: 'legalDue' | 'safeDue') =>
    exercise.clocks.flatMap((clock) => clock[name] ?? []).toSorted()[0] ?? null;
  return {
    right,
    status,
    reason,
    legalDue: dues('legalDue'),
    safeDue: dues('safeDue'),
    found: found(tasks),
    exported: counted(tasks, 'export', 'exported'),
    erased: counted(tasks, 'erase', 'erased') + counted(tasks, 'erase', 'anonymised'),
    retained: counted(tasks, 'erase', 'retained'),
    rectified: counted(tasks, 'rectify', 'rectified'),
    restricted: counted(tasks, 'restrict', 'restricted'),
    suppressed: counted(tasks, 'suppress', 'suppressed'),
    package: file,
  };
}

/** Per system the largest round: a second round may find the same records by another identifier. */
function found(tasks: TaskView[]): number {
  const perSystem = new Map<string, number>();
  for (const { action, connector, result } of tasks) {
    const records = Object.values(result?.categories ?? {}).reduce((sum, one) => sum + one, 0);
    if (action !== 'locate') continue;
    perSystem.set(connector, Math.max(perSystem.get(connector) ?? 0, records));
  }
  return [...perSystem.values()].reduce((sum, one) => sum + one, 0);
}

function counted(
  tasks: TaskView[],
  action: string,
  count: keyof NonNullable<TaskView['result']>['counts'],
): number {
  const own = tasks.filter((task) => task.action === action);
  return own.reduce((sum, { result }) => sum + (result?.counts[count] ?? 0), 0);
}

const dueDay = (clock?: ClockView) => clock?.legalDue?.slice(0, 10) ?? 'at once';

/** The sentence that states the period; the whole computation is on `request show`. */
const whyThen = (clock?: ClockView) => clock?.explanation[2] ?? clock?.explanation[0] ?? '';

/** What came of the records; what else was done to some stands below. */
function effects(sums: RightSummary): string {
  const { found, exported, erased, retained } = sums;
  const others = (['rectified', 'restricted', 'suppressed'] as const)
    .filter((name) => sums[name] > 0)
    .map((name) => `${sums[name]} ${name}`);
  return [`${found} / ${exported} / ${erased} / ${retained}`, ...others].join('\n');
}

/** The closing table, for people. */
export function closingTable(finished: Finished[]): string {
  const rows = finished.flatMap(({ asked, view, evidence }) =>
    view.exercises.map((exercise) => {
      const sums = rightSummary(exercise, null);
      const [clock] = exercise.clocks;
      return [
        `${asked.name}\n${view.id}`,
        `${view.laws.join(' ')}\n${exercise.right}`,
        `${exercise.status}\n${exercise.reason}`,
        `${dueDay(clock)}\n${whyThen(clock)}`,
        effects(sums),
        `${evidence.state === 'complete' ? 'verified' : evidence.state}\n${evidence.entries} entries`,
      ];
    }),
  );
  const head = [
    'request',
    'law, right',
    'status',
    'legal due, why',
    'found / exported\n/ erased / kept',
    'evidence',
  ];
  return table(head, rows, [38, 27, 26, 30, 20, 13]);
}
