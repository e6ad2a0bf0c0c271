/**
 * Corrections by JSON Patch (RFC 6902) over a person's rows: all of an order or nothing, and only in
 * columns that are declared here. What the person has not seen is never overwritten.
 */
import type { Effect, Order, PatchOperation } from '@habeas/connector-sdk';
import { applyPatch } from 'rfc6902';
import type { SubjectIds } from './datasets.js';
import type { Session } from './store.js';
import { KINDS, type Kind } from './value-kinds.js';

/** What may be corrected of one data set. */
export interface Correctable {
  category: string;
  /** Also its table. */
  dataset: string;
  /** The column that holds the subject's row id. */
  owner: string;
  /** A subject may have several rows: places then name one by its position in the export. */
  several: boolean;
  columns: Record<string, { kind: Kind; nullable?: boolean }>;
}

type View = Record<string, string | null>;
interface SeenRow {
  spec: Correctable;
  id: string;
  before: View;
  view: View;
}

/** Ends the order without an effect; the word is the reason in the answer. */
class NotApplied extends Error {
  constructor(
    readonly reason: 'test_failed' | 'place_missing' | 'value_refused' | 'several_records',
  ) {
    super(reason);
  }
}

/**
 * Applies the patches of the order to each group of subjects that are seen together. `session` is
 * the task's transaction: nothing is written before everything has been tried on copies.
 */
export async function rectifyRows(
  session: Session,
  order: Pick<Order, 'scope'>,
  { specs, groups }: { specs: readonly Correctable[]; groups: readonly SubjectIds[] },
): Promise<Effect> {
  const seen: SeenRow[] = [];
  try {
    for (const subjects of groups) {
      const rows = await rowsOf(session, specs, { subjects, order });
      for (const { category, patch = [] } of order.scope) patchView(rows, category, patch);
      seen.push(...rows);
    }
  } catch (error) {
    if (!(error instanceof NotApplied)) throw error;
    return { outcome: 'needs_human', counts: { found: seen.length }, reason: error.reason };
  }
  const changed = seen.filter(isChanged);
  for (const row of changed) await write(session, row);
  return { outcome: 'completed', counts: { found: seen.length, rectified: changed.length } };
}

async function rowsOf(
  session: Session,
  specs: readonly Correctable[],
  { subjects, order }: { subjects: SubjectIds; order: Pick<Order, 'scope'> },
): Promise<SeenRow[]> {
  const seen: SeenRow[] = [];
  for (const spec of specs) {
    if (!order.scope.some(({ category }) => category === spec.category)) continue;
    const columns = Object.keys(spec.columns);
    const rows = await session.query<View & { _id: string }>(
      `select id::text as _id, ${columns.map((name) => `${name}::text as ${name}`).join(', ')}
       from ${spec.dataset} where ${spec.owner} = any($1::bigint[])
       order by ${spec.owner}, id for update`,
      [subjects],
    );
    if (!spec.several && rows.length > 1) throw new NotApplied('several_records');
    seen.push(...rows.map(({ _id: id, ...row }) => ({ spec, id, before: row, view: { ...row } })));
  }
  return seen;
}

/** The rows in the shape of an export, patched in place. */
function patchView(rows: SeenRow[], category: string, patch: readonly PatchOperation[]): void {
  const own = rows.filter(({ spec }) => spec.category === category);
  const document: Record<string, unknown> = {};
  for (const { spec, view } of own) {
    if (spec.several) ((document[spec.dataset] ??= []) as View[]).push(view);
    else document[spec.dataset] = view;
  }
  const tested = new Set<string>();
  for (const operation of patch) {
    const present = presentAt(own, operation);
    if (operation.op === 'test') tested.add(operation.path);
    // By RFC 6902 it would replace what stands there; unseen, it must not.
    const unseen = operation.op === 'add' && present !== null && !tested.has(operation.path);
    if (unseen) throw new NotApplied('test_failed');
    const [fault] = applyPatch(document, [operation as never]);
    if (fault) throw new NotApplied(fault.name === 'TestError' ? 'test_failed' : 'place_missing');
  }
}

/** The value of a declared column of a row that is there; throws unless it can take the new one. */
function presentAt(rows: SeenRow[], { op, path, value }: PatchOperation): string | null {
  const [, dataset = '', ...steps] = path.split('/');
  const own = rows.filter(({ spec }) => spec.dataset === dataset);
  const [first] = own;
  const [position, column = position] = steps;
  const named = first?.spec.several ? /^(?:0|[1-9]\d{0,5})$/.test(position ?? '') : true;
  const length = first?.spec.several ? 2 : 1;
  const columns = first?.spec.columns ?? {};
  const row = first?.spec.several ? own[Number(position)] : first;
  const known =
    column !== undefined && Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (!row || !known || !named || steps.length !== length) throw new NotApplied('place_missing');
  const present = valueOf(row.view, column ?? '');
  if (op === 'test') return present;
  const next = op === 'remove' ? null : value;
  const fits = next === null ? known.nullable : next !== undefined && KINDS[known.kind].fits(next);
  if (!fits) throw new NotApplied('value_refused');
  return present;
}

/** What `remove` took away is null in the row. */
const valueOf = (view: View, column: string) => view[column] ?? null;

const isChanged = ({ spec, before, view }: SeenRow) =>
  Object.keys(spec.columns).some((column) => valueOf(before, column) !== valueOf(view, column));

async function write(session: Session, { spec, id, view }: SeenRow): Promise<void> {
  const columns = Object.entries(spec.columns);
  const set = columns.map(([name, { kind }], at) => `${name} = $${at + 2}::${KINDS[kind].type}`);
  await session.query(`update ${spec.dataset} set ${set.join(', ')} where id = $1::bigint`, [
    id,
    ...columns.map(([name]) => valueOf(view, name)),
  ]);
}
