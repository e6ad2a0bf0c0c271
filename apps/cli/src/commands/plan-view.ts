import type { Plan, PlanCell, PlannedTask, Register } from '@habeas/domain';
import type { Policy } from '@habeas/policy';
import { inert, table } from '../output.js';

interface Sources {
  policy: Policy;
  register: Register;
  receivedOn: string;
  /** Columns of the terminal, if there is one. */
  columns?: number | undefined;
}

const NARROWEST = 100;
const USUAL = 120;
const WIDEST = 140;
/** Narrower, articles and reasons could not be read: the table is wider than the terminal then. */
const LEFT_MIN = 36;

/** A plan as a person reads it: what happens to what, why, in which order, and what is missing. */
export function planText(plan: Plan, sources: Sources): string {
  return [
    `${plan.right} under ${plan.laws.join(' and ')}, received on ${sources.receivedOn}`,
    `register ${sources.register.id} ${sources.register.version}; ${counted(plan)}`,
    '',
    cellTable(plan.cells, sources.columns),
    ...gaps(plan.cells),
    ...taskList('Tasks, in the order of their start', plan.tasks),
    ...(plan.balance ? ends(plan) : []),
    ...told(plan),
    ...(plan.notes.length > 0 ? ['', 'Notes'] : []),
    ...plan.notes.map((note) => `  - ${inert(note)}`),
    ...decidedUnder(plan, sources),
  ].join('\n');
}

function counted({ cells }: Plan): string {
  const counts = new Map<string, number>();
  for (const { decision } of cells) counts.set(decision, (counts.get(decision) ?? 0) + 1);
  const parts = [...counts].map(([decision, count]) => `${count} ${decision}`);
  return `${cells.length} cells: ${parts.join(', ')}`;
}

/** One row for the cells of a category on a system that fare alike, one line for each of them. */
function cellTable(cells: readonly PlanCell[], columns = USUAL): string {
  const rows = new Map<string, [PlanCell, ...PlanCell[]]>();
  for (const cell of cells) {
    const { activity: _, ...alike } = cell;
    const key = JSON.stringify(alike);
    const row = rows.get(key);
    if (row) row.push(cell);
    else rows.set(key, [cell]);
  }
  const head = ['system', 'data', 'basis', 'activity', 'decision', 'article', 'reason'];
  const width = Math.min(Math.max(columns, NARROWEST), WIDEST);
  return table(head, [...rows.values()].map(cellRow), widthsOf(head, cells, width));
}

/** Ids are never cut; articles and reasons share what is left. */
function widthsOf(head: string[], cells: readonly PlanCell[], width: number): number[] {
  const ids = (['system', 'category', 'basis', 'activity', 'decision'] as const).map((key, at) => {
    const words = cells.flatMap((cell) => cell[key].split(key === 'basis' ? '-' : '\n'));
    const thens = cells.some(({ later }) => later) && key === 'decision' ? ['then restrict'] : [];
    return Math.max(...[...words, ...thens, head[at] ?? ''].map(({ length }) => length)) + 2;
  });
  const borders = head.length + 1;
  const left = Math.max(width - borders - ids.reduce((sum, one) => sum + one, 0), LEFT_MIN);
  return [...ids, Math.floor(left * 0.36), Math.ceil(left * 0.64)];
}

function cellRow(cells: [PlanCell, ...PlanCell[]]): string[] {
  const [{ system, category, basis, decision, grounds, withheld, later }] = cells;
  const activities = cells.map(({ activity }) => activity);
  const because = [...new Set(grounds.map((ground) => ground.because))];
  const reasons = [...because, ...(withheld ? [`Without ${withheld.join(', ')}.`] : [])];
  const decided = later
    ? `${decision}\nthen ${later.upheld.decision}\nor ${later.refused.decision}`
    : decision;
  const articles = [...new Set(grounds.map(({ article }) => article))];
  const words = basis.replaceAll('-', ' ');
  const text = [articles, reasons].map((lines) => lines.join('\n'));
  return [system, category, words, activities.join('\n'), decided, ...text];
}

function gaps(cells: readonly PlanCell[]): string[] {
  const open = cells.filter(({ decision }) => decision === 'gap' || decision === 'human');
  const weighed = cells.some(({ later }) => later);
  if (open.length === 0 && !weighed) return ['', 'No gaps.'];
  const lines = open.map(({ system, category, decision, grounds }) => {
    const because = [...new Set(grounds.map((ground) => ground.because))].join(' ');
    return inert(`  - ${system} ${category}: ${decision}. ${because}`);
  });
  const balance = weighed ? ['  - A person weighs whose interests prevail.'] : [];
  return ['', 'Gaps and decisions for a person', ...balance, ...new Set(lines)];
}

function taskList(title: string, tasks: readonly PlannedTask[]): string[] {
  const lines = tasks.map((task, index) => `  ${index + 1}. ${inert(taskLine(task))}`);
  return ['', `${title}${tasks.length === 0 ? ': none' : ''}`, ...lines];
}

function ends({ cells, balance }: Plan): string[] {
  const why = (end: 'upheld' | 'refused') => {
    const grounds = cells.flatMap(({ later }) => later?.[end].grounds ?? []);
    return new Set(grounds.map(({ article, because }) => inert(`  ${article}: ${because}`)));
  };
  return [
    ...taskList('If the objection is upheld', balance?.upheld ?? []),
    ...why('upheld'),
    ...taskList('If compelling grounds override it', balance?.refused ?? []),
    ...why('refused'),
  ];
}

function taskLine({ key, scope, after, activities, withheld, changes, ...task }: PlannedTask) {
  const kept = (task.action === 'erase' ? scope : []).flatMap(({ retain }) =>
    retain.map(({ dataset, fields, years, statute }) => {
      const listed = fields.join(', ');
      return `keeps of ${dataset} ${listed} for ${years} years (${statute})`;
    }),
  );
  const parts = (lists: { category: string; parts: string[] }[]) =>
    lists.map((one) => `${one.parts.join(', ')} of ${one.category}`).join('; ');
  const paths = (changes ?? []).map((one) => ({ category: one.category, parts: one.paths }));
  return [
    `${key}  ${scope.map(({ category }) => category).join(' ')}`,
    ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
    ...(activities ? [`only for ${activities.join(', ')}`] : []),
    ...(withheld ? [`without ${parts(withheld)}`] : []),
    ...(changes ? [`changes ${parts(paths)}`] : []),
    ...(task.stopsCollecting ? [`stops collecting ${task.stopsCollecting.join(', ')}`] : []),
    ...kept,
  ].join('; ');
}

function told({ told: those }: Plan): string[] {
  if (!those) return [];
  const lines = those.recipients.map(({ id, categories, assumed }) =>
    inert(`  - ${id}: ${categories.join(' ')}${assumed ? ' (assumed)' : ''}`),
  );
  const articles = those.grounds.map(({ article }) => article).join('; ');
  return ['', `Recipients to be told (${articles})`, ...lines];
}

function decidedUnder({ decidedUnder: digests, laws }: Plan, { policy }: Sources): string[] {
  const packs = laws.flatMap((law) => {
    const digest = digests.packs[law];
    const pack = policy.packs.find((one) => one.id === law && one.digest === digest);
    return pack ? [`  ${law} ${pack.version} (${pack.status}), sha256 ${digest}`] : [];
  });
  const manifests = Object.entries(digests.manifests).map(([slug, digest]) =>
    inert(`  manifest of ${slug}, sha256 ${digest}`),
  );
  return ['', 'Decided under', ...packs, `  register, sha256 ${digests.register}`, ...manifests];
}
