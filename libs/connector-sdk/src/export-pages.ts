import { orderDigest } from './canonical.js';
import { ContinuationSeal, type Progress } from './continuation.js';
import type { ExportHandler, ExportPage, TaskContext } from './definition.js';
import { fullCounts, taskReceipt } from './effects.js';
import { CHAIN_START, nextLink } from './page-chain.js';
import { HandlerFault, Refusal } from './problem.js';
import {
  CONTINUATION_HEADER,
  RECEIPT_HEADER,
  type ExportRecord,
  type Order,
  type PageCall,
} from './protocol.js';
import type { Reply } from './reply.js';
import type { Runtime } from './runtime.js';
import { parsePaging, RECORD_LENGTH_MAX, recordFaults } from './schema.js';
import { Withheld } from './withheld.js';

/** Largest page, in bytes; a fuller one is asked for again with half the records. */
export const PAGE_BYTES_MAX = 8_388_608;
const CURSOR_LENGTH_MAX = 1_024;

/** Answers `export` orders: an overview, then page after page, the last with the receipt. */
export class ExportPages<Session> {
  readonly #seal: ContinuationSeal;

  constructor(private readonly runtime: Runtime<Session>) {
    this.#seal = new ContinuationSeal(runtime.definition.keys);
  }

  /** The overview: data sets and the continuation of the first page. */
  async open(order: Order, context: TaskContext<Session>): Promise<object> {
    const withheld = new Withheld(order, this.runtime.manifest);
    const found = await this.#handler().datasets(order, context);
    const datasets = found.map((one) => (withheld.covers(one) ? { ...one, records: 0 } : one));
    const continuation = this.#seal.seal({
      task: order.task,
      order: orderDigest(order),
      exported: 0,
      chain: CHAIN_START,
      started: this.runtime.now().toISOString(),
    });
    const paging = { task: order.task, status: 'paging', datasets, continuation };
    const parsed = parsePaging(paging);
    if (!parsed.ok) throw new HandlerFault(parsed.faults);
    return paging;
  }

  /** Reads the token of a page call; refuses one that belongs to another order. */
  progress({ order, continuation }: PageCall): Progress {
    const progress = this.#seal.open(continuation);
    if (progress?.task === order.task && progress.order === orderDigest(order)) return progress;
    throw new Refusal('continuation_invalid', 'Start the export again with its order');
  }

  /** One page; `last` when it carries the receipt. */
  async page(
    order: Order,
    progress: Progress,
    context: TaskContext<Session>,
  ): Promise<{ reply: Reply; last: boolean }> {
    const { body, records, next } = await this.#read(order, progress, context);
    const after: Progress = {
      ...progress,
      exported: progress.exported + records,
      chain: nextLink(progress.chain, body),
    };
    const headers: Record<string, string> =
      next === undefined
        ? { [RECEIPT_HEADER]: await this.#receipt(order, after) }
        : { [CONTINUATION_HEADER]: this.#seal.seal({ ...after, cursor: next }) };
    const reply = { status: 200, contentType: 'application/x-ndjson', body, headers };
    return { reply, last: next === undefined };
  }

  async #read(order: Order, { cursor }: Progress, context: TaskContext<Session>) {
    const withheld = new Withheld(order, this.runtime.manifest);
    for (let limit = this.runtime.manifest.limits.pageSize; limit >= 1; limit >>= 1) {
      const page = await this.#handler().page({ order, cursor, limit }, context);
      refuseBadPage(page, cursor, limit);
      const records = page.records.flatMap((record) => withheld.strip(record) ?? []);
      const lines = records.map((record, index) => writtenLine(record, `/records/${index}`));
      const body = Buffer.from(lines.join(''));
      if (body.length <= PAGE_BYTES_MAX) return { body, records: lines.length, next: page.next };
    }
    throw handlerFault('/records', `must fit into ${PAGE_BYTES_MAX} bytes`);
  }

  async #receipt(order: Order, { exported, chain, started }: Progress): Promise<string> {
    return taskReceipt(this.runtime, order, {
      outcome: exported > 0 ? 'completed' : 'nothing_found',
      counts: fullCounts({ found: exported, exported }),
      evidence: chain,
      started,
    });
  }

  #handler(): ExportHandler<Session> {
    const handler = this.runtime.definition.handlers.export;
    if (!handler) throw new Error('This action has no handler');
    return handler;
  }
}

function refuseBadPage(page: ExportPage, cursor: string | undefined, limit: number): void {
  const { records, next } = page;
  if (records.length > limit) throw handlerFault('/records', `must be ${limit} records at most`);
  const faults = records.flatMap((record, index) => recordFaults(record, `/records/${index}`));
  if (faults.length > 0) throw new HandlerFault(faults.slice(0, 20));
  if (next === undefined) return;
  // A cursor that stays where it was would make an export without end.
  const moves = next !== cursor && next.length > 0 && next.length <= CURSOR_LENGTH_MAX;
  if (!moves)
    throw handlerFault('/next', `must move on, in ${CURSOR_LENGTH_MAX} characters at most`);
}

function writtenLine(record: ExportRecord, path: string): string {
  const line = JSON.stringify(record);
  if (line.length <= RECORD_LENGTH_MAX) return `${line}\n`;
  throw handlerFault(path, `must be ${RECORD_LENGTH_MAX} characters at most`);
}

function handlerFault(path: string, detail: string): HandlerFault {
  return new HandlerFault([{ path, detail }]);
}
