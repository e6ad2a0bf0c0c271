import type { Order } from '@habeas/connector-sdk';
import { countRecords, type DatasetSpec, type SubjectIds } from './datasets.js';
import type { Session } from './store.js';
import { deleted } from './subjects.js';

/** A system's table of subjects, whose rows everything else refers to. */
export interface SubjectTable {
  table: string;
  category: string;
  /** The subject's column in `restrictions`. */
  key: string;
  /** Columns emptied where the row must stay. */
  personal: string[];
}

export interface Gone {
  erased: number;
  anonymised: number;
}

/** One DELETE on behalf of a category; `$1` are the subjects' row ids. */
export interface Deletion {
  category: string;
  sql: string;
}

export function categoriesOf(order: Pick<Order, 'scope'>): Set<string> {
  return new Set(order.scope.map((item) => item.category));
}

/** True when a retention rule names a data set of this system, which it cannot keep by itself. */
export function isRetained(order: Pick<Order, 'scope'>, specs: DatasetSpec[]): boolean {
  const own = new Set(specs.map((spec) => spec.name));
  return order.scope.some((item) => item.retain.some(({ dataset }) => own.has(dataset)));
}

/** Runs the deletions of the order's categories, in their own order: children before parents. */
export async function deleteInScope(
  session: Session,
  deletions: Deletion[],
  { subjects, categories }: { subjects: SubjectIds; categories: Set<string> },
): Promise<number> {
  let erased = 0;
  for (const { category, sql } of deletions) {
    if (categories.has(category)) erased += await deleted(session, sql, [subjects]);
  }
  return erased;
}

/**
 * Removes the subjects' own rows, last of all. One that categories out of scope still hang on is
 * emptied of everything personal instead.
 */
export async function eraseSubjectRows(
  session: Session,
  { table, category, key, personal }: SubjectTable,
  { subjects, specs }: { subjects: SubjectIds; specs: DatasetSpec[] },
): Promise<Gone> {
  const gone: Gone = { erased: 0, anonymised: 0 };
  const others = specs.filter((spec) => spec.category !== category);
  for (const subject of subjects) {
    if ((await countRecords(session, others, [subject])) > 0) {
      const emptied = personal.map((column) => `${column} = null`).join(', ');
      await session.query(`update ${table} set ${emptied} where id = $1`, [subject]);
      gone.anonymised += 1;
    } else {
      await session.query(`delete from restrictions where ${key} = $1`, [subject]);
      gone.erased += await deleted(session, `delete from ${table} where id = $1`, [subject]);
    }
  }
  return gone;
}

/** Locks the subjects' rows, in one order for everybody: two erasures cannot lock each other out. */
export async function lockSubjects(
  session: Session,
  { table }: SubjectTable,
  subjects: SubjectIds,
): Promise<void> {
  const sql = `select id from ${table} where id = any($1::bigint[]) order by id for update`;
  await session.query(sql, [subjects]);
}
