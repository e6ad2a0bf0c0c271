import type {
  Completion,
  Journal,
  PendingTask,
  TaskRow,
  TaskStart,
  TaskStatus,
} from './journal.js';
import type { Answer, Order } from './protocol.js';

type Row = Record<string, unknown>;
type Rows = Row[] | { rows: Row[] };

/** Runs one statement of PostgreSQL with `$1` parameters; a pg client or pool is one. */
export interface SqlSession {
  query(sql: string, params?: unknown[]): Promise<Rows>;
}

export interface SqlJournalOptions<Session extends SqlSession> {
  /** Outside a transaction. */
  query: SqlSession['query'];
  /** Commits when `work` fulfils, rolls back when it rejects. READ COMMITTED is enough. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/** The tables, for those whose migrations are their own; `prepare` makes them when absent. */
export const JOURNAL_SQL = `
CREATE TABLE IF NOT EXISTS habeas_tasks (
  task_id      text PRIMARY KEY,
  nonce        text NOT NULL,
  order_sha256 text NOT NULL,
  action       text NOT NULL,
  status       text NOT NULL CHECK (status IN ('running', 'undelivered', 'done')),
  "order"      jsonb,
  callback     text,
  answer       jsonb,
  started_at   timestamptz NOT NULL,
  finished_at  timestamptz
);
CREATE INDEX IF NOT EXISTS habeas_tasks_pending ON habeas_tasks (started_at)
  WHERE status <> 'done';
CREATE TABLE IF NOT EXISTS habeas_nonces (
  nonce      text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS habeas_nonces_by_expiry ON habeas_nonces (expires_at);
`;

// Any fixed number: keeps two processes from creating the tables at once, which PostgreSQL refuses.
const PREPARE_LOCK = 7_236_178_911;
const ROW = `SELECT task_id, nonce, order_sha256, status, answer, "order" IS NULL AS forgotten
  FROM habeas_tasks WHERE task_id = $1`;

/** A journal in the connector's own PostgreSQL database, in one transaction with its effects. */
export function sqlJournal<Session extends SqlSession>(
  options: SqlJournalOptions<Session>,
): Journal<Session> {
  const query = async (sql: string, params?: unknown[]) => rowsOf(await options.query(sql, params));
  return {
    prepare: () => options.transaction(prepareTables),
    spendNonce: (nonce, expiresAt) => spendNonce(query, nonce, expiresAt),
    begin: (start) => begin(query, start),

    async find(task) {
      const [row] = await query(ROW, [task]);
      return row && taskRow(row);
    },

    complete: (task, work) => options.transaction((session) => complete(session, task, work)),
    read: (work) => options.transaction(work),

    async settle(task, at) {
      const done = `status = 'done', "order" = NULL, callback = NULL`;
      const sql = `UPDATE habeas_tasks SET ${done}, finished_at = coalesce(finished_at, $2)
        WHERE task_id = $1`;
      await query(sql, [task, at]);
    },

    async abandon(task) {
      await query(`UPDATE habeas_tasks SET "order" = NULL WHERE task_id = $1`, [task]);
    },

    async pending() {
      const open = `("order" IS NOT NULL AND status = 'running') OR status = 'undelivered'`;
      const rows = await query(`SELECT task_id, "order", callback, answer FROM habeas_tasks
        WHERE ${open} ORDER BY started_at`);
      return rows.flatMap(pendingTask);
    },
  };
}

type Query = (sql: string, params?: unknown[]) => Promise<Row[]>;

async function prepareTables(session: SqlSession): Promise<void> {
  const tables = `SELECT to_regclass('habeas_tasks') AS tasks, to_regclass('habeas_nonces') AS nonces`;
  await session.query('SELECT pg_advisory_xact_lock($1)', [PREPARE_LOCK]);
  const [found] = rowsOf(await session.query(tables));
  // A role that may not create tables can still start when a migration made them.
  if (found?.['tasks'] && found['nonces']) return;
  for (const statement of JOURNAL_SQL.split(';').filter((part) => part.trim() !== '')) {
    await session.query(statement);
  }
}

async function spendNonce(query: Query, nonce: string, expiresAt: Date): Promise<boolean> {
  // Old ones go with every call, judged by the connector's clock alone. A signature of that age is
  // refused as stale. SKIP LOCKED: two calls that tidy up at once must not lock each other out.
  const sql = `WITH old AS (
      DELETE FROM habeas_nonces WHERE nonce IN (
        SELECT nonce FROM habeas_nonces WHERE expires_at < $2::timestamptz - interval '1 hour'
        LIMIT 100 FOR UPDATE SKIP LOCKED))
    INSERT INTO habeas_nonces (nonce, expires_at) VALUES ($1, $2)
    ON CONFLICT (nonce) DO NOTHING RETURNING nonce`;
  return (await query(sql, [nonce, expiresAt])).length === 1;
}

async function begin(query: Query, start: TaskStart): Promise<TaskRow> {
  const { task, nonce, orderSha256, action, startedAt, order } = start;
  await query(
    `INSERT INTO habeas_tasks (task_id, nonce, order_sha256, action, status, "order", started_at)
     VALUES ($1, $2, $3, $4, 'running', $5, $6) ON CONFLICT (task_id) DO NOTHING`,
    [task, nonce, orderSha256, action, order ? JSON.stringify(order) : null, startedAt],
  );
  const [row] = await query(ROW, [task]);
  if (!row) throw new Error('The journal lost a task that it had just stored');
  if (order && row['forgotten'] === true) await restore(query, start);
  return taskRow(row);
}

// The row of a task that was given up is not locked, so that this waits for nobody.
async function restore(query: Query, { task, nonce, orderSha256, order }: TaskStart) {
  const same = `nonce = $2 AND order_sha256 = $3 AND status = 'running' AND "order" IS NULL`;
  const sql = `UPDATE habeas_tasks SET "order" = $4 WHERE task_id = $1 AND ${same}`;
  await query(sql, [task, nonce, orderSha256, JSON.stringify(order)]);
}

async function complete<Session extends SqlSession>(
  session: Session,
  task: string,
  work: (session: Session) => Promise<Completion>,
): Promise<{ answer: Answer; repeated: boolean } | 'busy'> {
  const [row] = rowsOf(await session.query(`${ROW} FOR UPDATE SKIP LOCKED`, [task]));
  if (!row) return 'busy';
  const { answer: stored } = taskRow(row);
  if (stored) return { answer: stored, repeated: true };
  const { answer, keep, callback, finishedAt } = await work(session);
  const done = `answer = $2, callback = $3, status = $4, finished_at = $5, "order" = NULL`;
  await session.query(`UPDATE habeas_tasks SET ${done} WHERE task_id = $1`, [
    task,
    keep ? JSON.stringify(answer) : null,
    callback ?? null,
    callback === undefined ? 'done' : 'undelivered',
    finishedAt,
  ]);
  return { answer, repeated: false };
}

function pendingTask(row: Row): PendingTask[] {
  const order = document<Order>(row['order']);
  if (order) return [{ state: 'running', order }];
  const answer = document<Answer>(row['answer']);
  const callback = row['callback'];
  if (!answer || typeof callback !== 'string') return [];
  return [{ state: 'undelivered', task: String(row['task_id']), callback, answer }];
}

function taskRow(row: Row): TaskRow {
  const answer = document<Answer>(row['answer']);
  return {
    task: String(row['task_id']),
    nonce: String(row['nonce']),
    orderSha256: String(row['order_sha256']),
    status: row['status'] as TaskStatus,
    ...(answer && { answer }),
  };
}

// Drivers give jsonb parsed or as text.
function document<T>(value: unknown): T | undefined {
  if (value === null || value === undefined) return undefined;
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}

function rowsOf(result: Rows): Row[] {
  return Array.isArray(result) ? result : result.rows;
}
