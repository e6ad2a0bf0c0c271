import type {
  ExerciseView,
  MeasureView,
  RecipientNoticeView,
  RequestView,
  TaskView,
} from '@habeas/requests';
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
  view.measures.forEach(showMeasure);
  view.recipients.forEach(showRecipient);
  for (const { kind, law, limitAt, acknowledgedBy } of view.alarms) {
    print(
      `alarm ${kind} under ${law}: ${limitAt}${acknowledgedBy ? `, ${acknowledgedBy} cares` : ''}`,
    );
  }
}

function showMeasure(measure: MeasureView): void {
  const { id, status, imposedAt, release } = measure;
  print(`measure ${id}: ${kindOf(measure)}, ${status.replace('_', ' ')} since ${imposedAt}`);
  if (release) print(`  released ${release.releasedAt ?? 'not everywhere yet'} by ${release.by}`);
}

/** Who is told of what was changed; of what it has, the register may know nothing. */
function showRecipient({
  recipient,
  categories,
  status,
  reason,
  settled,
}: RecipientNoticeView): void {
  const how = settled ? ` ${settled.at.slice(0, 10)} ${settled.channel ?? reason ?? ''}` : '';
  print(`recipient ${recipient} of ${categories.join(' ')}: ${status}${how}`);
}

/** What it is, with what it is for or why it is in force. */
export function kindOf({ kind, purpose, cause }: MeasureView): string {
  const why = purpose ?? cause;
  return why ? `${kind}: ${why}` : kind;
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
    if (clock.latestSafeStart) print(`    systems must start by ${clock.latestSafeStart}`);
  }
  for (const { what, name } of exercise.drift) {
    const named = what === 'retention' ? 'set of retention rules of' : what;
    print(`  the ${named} ${name} is another one than the plan was sealed under`);
  }
  if (exercise.plan) showPlan(exercise);
  if (exercise.tasks.length > 0) {
    const head = ['task', 'status', 'outcome', 'tries', 'records'];
    print(table(head, exercise.tasks.map(taskRow)));
  }
  showCourse(exercise);
  showJudgement(exercise);
  const { disclosure, answer, status } = exercise;
  if (disclosure) print(`  package ${disclosure.id}: ${disclosure.status}`);
  if (answer) print(`  answered ${answer.sentAt} by ${answer.channel}`);
  else if (status === 'delivering') print('  next: send the answer, then habeas request send');
}

/** What a person judged, or is to judge. */
function showJudgement({ judgement, reason }: ExerciseView): void {
  if (reason === 'interests_to_weigh') print('  next: weigh the interests, habeas request balance');
  if (reason === 'decision_to_review') print('  next: look at it again, habeas request review');
  if (reason === 'plan_drifted') print('  next: put the plan up anew, habeas request replan');
  if (!judgement) return;
  const { kind, outcome, ground, at, by } = judgement;
  print(`  ${kind}: ${outcome}${ground ? ` (${ground})` : ''} ${at} by ${by}`);
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
