import type { ExerciseView, RequestView, TaskView } from '@habeas/requests';
import { inert, print, table } from '../output.js';

/** A request as a person reads it. */
export function showRequest(view: RequestView): void {
  print(`${view.id}  ${view.status}`);
  print(`received ${view.receivedAt} by ${view.channel}, residence ${view.residence}`);
  for (const because of view.lawsBecause) print(`law: ${inert(because)}`);
  for (const one of view.identifiers) {
    const by = one.verifiedBy ? `, by ${one.verifiedBy} (${one.method})` : '';
    const from = one.derivedBy ? `, found by ${one.derivedBy}` : '';
    print(`identifier ${one.id}: ${one.type}, ${one.level}${by}${from}`);
  }
  if (view.duplicateOf) print(`repeats ${view.duplicateOf}, which is carried out for both`);
  for (const { id, kind, status, rights } of view.related) {
    print(`related ${id}: ${kind}, ${rights.join(' ')}, ${status}`);
  }
  view.exercises.forEach(showExercise);
}

function showExercise(exercise: ExerciseView): void {
  print();
  print(`${exercise.right}: ${exercise.status} (${exercise.reason})`);
  if (exercise.waitsFor.length > 0) {
    print(`  waits for access to be answered: ${exercise.waitsFor.join(', ')}`);
  }
  for (const clock of exercise.clocks) {
    print(`  due ${clock.legalDue ?? 'suspended'} under ${clock.law}, safe ${clock.safeDue}`);
    for (const sentence of clock.explanation) print(`    ${inert(sentence)}`);
  }
  if (exercise.plan) showPlan(exercise);
  if (exercise.tasks.length > 0) {
    const head = ['task', 'status', 'outcome', 'tries', 'records'];
    print(table(head, exercise.tasks.map(taskRow)));
  }
  showCourse(exercise);
  const { disclosure, answer, status } = exercise;
  if (disclosure) print(`  package ${disclosure.id}: ${disclosure.status}`);
  if (answer) print(`  answered ${answer.sentAt} by ${answer.channel}`);
  else if (status === 'delivering') print('  next: send the answer, then habeas request send');
}

/** What happened on the way, and what the person is owed in words. */
function showCourse({ status, events, performed, tasks, notice }: ExerciseView): void {
  for (const { type, at, reason } of events) print(`  ${at} ${type}${reason ? `: ${reason}` : ''}`);
  for (const { key, skipped } of tasks) if (skipped) print(`  left out: ${key} (${skipped})`);
  if (status === 'withdrawn' && performed.length > 0) print('  done before it was withdrawn:');
  if (status === 'withdrawn') {
    for (const { action, connector, at } of performed) print(`    ${at} ${action} on ${connector}`);
  }
  if (!notice) return;
  print(`  notice: ${inert(notice.intro)} ${inert(notice.reason)}`);
  for (const { complaint, remedy } of notice.laws) {
    print(`    ${inert(complaint)} ${inert(remedy)}`);
  }
}

function showPlan({ plan, seal, status }: ExerciseView): void {
  const cells = plan?.cells ?? [];
  const held = cells.filter(({ decision }) => decision !== 'nothing_held');
  const rows = held.map(({ system, category, activity, decision, grounds }) => [
    `${system} ${category}`,
    activity,
    decision,
    grounds.map(({ article }) => article).join('; '),
  ]);
  if (rows.length > 0) print(table(['data', 'activity', 'decision', 'ground'], rows));
  const searched = cells.length - held.length;
  if (searched > 0) print(`  ${searched} further cells: searched, nothing held`);
  print(`  seal ${seal}`);
  if (status === 'awaiting_approval') print(`  next: habeas request approve … --seal ${seal}`);
}

function taskRow({ key, status, outcome, attempts, result, lastError }: TaskView): string[] {
  const counts = Object.entries(result?.counts ?? {}).filter(([, count]) => count > 0);
  const records = counts.map(([name, count]) => `${count} ${name}`).join(', ');
  return [key, status, outcome ?? lastError ?? '', String(attempts), records];
}
