import type {
  CategoryPart,
  Dataset,
  ExportPage,
  ExportRecord,
  Manifest,
  Order,
} from '@habeas/connector-sdk';
import type { Row, Session } from './store.js';

/** One data set of a system: whose rows they are, what the person gets of them, in which order. */
export interface DatasetSpec {
  name: string;
  category: string;
  /** FROM clause, and the column in it that holds the subject's row id. */
  from: string;
  owner: string;
  /** What is exported, in words a person can read. */
  select: string;
  /** Columns that together are unique and never null, with their types: pages go on from them. */
  keys: [column: string, type: string][];
  /** Parts of the category that lie here; without fields, the whole data set. */
  parts?: Omit<CategoryPart, 'dataset'>[];
}

/** Row ids of people, contacts or devices, in ascending order. */
export type SubjectIds = string[];

/** The data sets of the categories that the order names. */
export function inScope(specs: DatasetSpec[], order: Pick<Order, 'scope'>): DatasetSpec[] {
  const categories = new Set(order.scope.map((item) => item.category));
  return specs.filter((spec) => categories.has(spec.category));
}

export async function countDatasets(
  session: Session,
  specs: DatasetSpec[],
  subjects: SubjectIds,
): Promise<Dataset[]> {
  const counted: Dataset[] = [];
  for (const { name, category, from, owner } of specs) {
    const sql = `select count(*)::int as records from ${from} where ${owner} = any($1::bigint[])`;
    const [row] = await session.query<{ records: number }>(sql, [subjects]);
    counted.push({ name, category, records: row?.records ?? 0 });
  }
  return counted;
}

/** Records per category; categories without any are left out. */
export async function countCategories(
  session: Session,
  specs: DatasetSpec[],
  subjects: SubjectIds,
): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const { category, records } of await countDatasets(session, specs, subjects)) {
    if (records > 0) totals[category] = (totals[category] ?? 0) + records;
  }
  return totals;
}

export async function countRecords(
  session: Session,
  specs: DatasetSpec[],
  subjects: SubjectIds,
): Promise<number> {
  const counted = await countDatasets(session, specs, subjects);
  return counted.reduce((total, { records }) => total + records, 0);
}

/** Where a page ended: rows that come or go elsewhere meanwhile do not shift it. */
interface Place {
  dataset: string;
  subject: string;
  after: string[];
}

/**
 * One page over all data sets and subjects, by key: its cost does not grow with its position.
 * Returns fewer than `limit` records only at the end.
 */
export async function exportPage(
  session: Session,
  source: { specs: DatasetSpec[]; subjects: SubjectIds },
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<ExportPage> {
  const from = cursor === undefined ? undefined : (JSON.parse(cursor) as Place);
  const records: ExportRecord[] = [];
  for (const { spec, subject, after } of placesFrom(source, from)) {
    const read = { subject, after, limit: limit - records.length };
    const { rows, last } = await rowsAfter(session, spec, read);
    records.push(...rows);
    if (last && records.length === limit) {
      const place: Place = { dataset: spec.name, subject, after: last };
      return { records, next: JSON.stringify(place) };
    }
  }
  return { records };
}

function* placesFrom(
  { specs, subjects }: { specs: DatasetSpec[]; subjects: SubjectIds },
  from: Place | undefined,
): Generator<{ spec: DatasetSpec; subject: string; after: string[] | undefined }> {
  const start = from ? specs.findIndex((spec) => spec.name === from.dataset) : 0;
  for (const spec of specs.slice(Math.max(start, 0))) {
    const resumed = from?.dataset === spec.name ? from : undefined;
    for (const subject of subjects) {
      if (resumed && BigInt(subject) < BigInt(resumed.subject)) continue;
      yield { spec, subject, after: resumed?.subject === subject ? resumed.after : undefined };
    }
  }
}

async function rowsAfter(
  session: Session,
  spec: DatasetSpec,
  { subject, after, limit }: { subject: string; after: string[] | undefined; limit: number },
): Promise<{ rows: ExportRecord[]; last: string[] | undefined }> {
  const columns = spec.keys.map(([column]) => column).join(', ');
  const bounds = spec.keys.map(([, type], index) => `$${index + 3}::${type}`).join(', ');
  const sql = `
    select ${spec.select}, array[${spec.keys.map(([column]) => `${column}::text`).join(', ')}] as _key
    from ${spec.from}
    where ${spec.owner} = $1::bigint ${after ? `and (${columns}) > (${bounds})` : ''}
    order by ${columns} limit $2`;
  const found = await session.query<Row & { _key: string[] }>(sql, [
    subject,
    limit,
    ...(after ?? []),
  ]);
  const rows = found.map(({ _key: _, ...data }) => {
    return { dataset: spec.name, category: spec.category, data };
  });
  return { rows, last: found.at(-1)?._key };
}

/** The manifest's table of categories. */
export function datasetsPerCategory(specs: DatasetSpec[]): Manifest['categories'] {
  const categories = [...new Set(specs.map((spec) => spec.category))];
  return categories.map((id) => {
    const own = specs.filter((spec) => spec.category === id);
    const parts = own.flatMap(({ name: dataset, parts: here = [] }) =>
      here.map((part) => ({ ...part, dataset })),
    );
    return { id, datasets: own.map(({ name }) => name), ...(parts.length > 0 ? { parts } : {}) };
  });
}
