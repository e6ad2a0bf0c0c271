import { nextLink, CHAIN_START } from '../page-chain.js';
import { PAGE_BYTES_MAX } from '../export-pages.js';
import { exportReceiptFaults, overviewFaults } from '../consistency.js';
import {
  CONTINUATION_HEADER,
  RECEIPT_HEADER,
  type ExportRecord,
  type Fault,
  type Order,
  type Paging,
} from '../protocol.js';
import { parsePaging, parseRecord } from '../schema.js';
import { told } from './carried-out.js';
import { enterReceiptFaults, openReceipt } from './documents.js';
import type { ClauseId } from './clauses.js';
import type { Examination } from './examination.js';
import { answerOf, type Answered } from './probe.js';

/** What the pages held, without keeping any. */
export interface Walked {
  pages: number;
  records: number;
  /** The first continuation of the export, and one from further on if there was any. */
  continuations: string[];
}

export interface WalkOptions {
  /** Pages from the first that are asked for twice; the second answer is the one that counts. */
  twice?: number;
  /** Sees every record as it passes. */
  look?: (record: ExportRecord) => void;
}

/** Pages that an export may have beyond what its overview makes likely. */
const PAGES_SPARE = 1_000;
const TOKEN = /^[A-Za-z0-9_.~-]{1,4096}$/;

/** Opens an export; undefined, and entered, when there is nothing to page through. */
export async function openExport(
  exam: Examination,
  order: Order,
  clause: ClauseId = 'C-MAN-2',
): Promise<Paging | undefined> {
  const { ledger, manifest, probe } = exam;
  const answered = await answerOf(probe.patiently('/tasks', { json: order }));
  if (answered?.status !== 200) {
    const seen = `export stands in the manifest and was answered ${answered ? told(answered) : 'not at all'}`;
    ledger.breach(clause, seen);
    return undefined;
  }
  const parsed = parsePaging(answered.body);
  if (!parsed.ok) return enterPagingFaults(exam, parsed.faults);
  const paging = parsed.value;
  const [lacking] = overviewFaults(paging, { order, manifest });
  ledger.expect('C-EXP-7', { holds: !lacking, seen: `the overview ${lacking?.detail}` });
  judgeScope(
    exam,
    order,
    paging.datasets.map(({ category }) => category),
  );
  return paging;
}

function enterPagingFaults({ ledger }: Examination, faults: Fault[]): undefined {
  for (const { path, detail } of faults) {
    const [, place] = /^\/(continuation|datasets)/.exec(path) ?? [];
    const clause = place === 'continuation' ? 'C-EXP-2' : place ? 'C-EXP-7' : 'C-HTTP-3';
    ledger.breach(clause, `paging: ${path || 'it'} ${detail}`);
  }
  return undefined;
}

/** From a continuation to the receipt, page by page; what is there afterwards is the numbers. */
export async function walk(
  exam: Examination,
  { order, paging }: { order: Order; paging: Paging },
  options: WalkOptions = {},
): Promise<Walked | undefined> {
  const expected = paging.datasets.reduce((sum, { records }) => sum + records, 0);
  const pagesMax = PAGES_SPARE + 3 * Math.ceil(expected / exam.manifest.limits.pageSize);
  const walked: Walked = { pages: 0, records: 0, continuations: [paging.continuation] };
  let chain = CHAIN_START;
  let { continuation } = paging;
  while (walked.pages < pagesMax) {
    if (walked.pages < (options.twice ?? 0)) await page(exam, order, continuation);
    const answered = await page(exam, order, continuation);
    if (answered?.status !== 200) return lost(exam, answered);
    walked.pages += 1;
    walked.records += judgePage(exam, answered, { order, look: options.look });
    chain = nextLink(chain, answered.body);
    const next = answered.headers[CONTINUATION_HEADER];
    const receipt = answered.headers[RECEIPT_HEADER];
    const one = (typeof next === 'string') !== (typeof receipt === 'string');
    exam.ledger.expect('C-EXP-8', { holds: one, seen: 'a page has both headers, or none' });
    if (typeof receipt === 'string') {
      await judgeReceipt(exam, { order, receipt, chain }, walked);
      return walked;
    }
    if (typeof next !== 'string') return undefined;
    judgeToken(exam, next);
    walked.continuations.push(next);
    walked.continuations.splice(1, walked.continuations.length - 2);
    continuation = next;
  }
  exam.ledger.breach(
    'C-EXP-8',
    `an export of ${expected} records had no end after ${pagesMax} pages`,
  );
  return undefined;
}

export async function page(exam: Examination, order: Order, continuation: string) {
  const json = { order, continuation };
  return answerOf(exam.probe.patiently(`/tasks/${order.task}/pages`, { json }));
}

/** A continuation is of its alphabet, and nothing of the person can be read in it. */
export function judgeToken({ ledger, subject }: Examination, token: string): void {
  const needle = subject.value.toLowerCase();
  const plain = [
    token,
    Buffer.from(token, 'base64url').toString(),
    Buffer.from(token, 'hex').toString(),
  ];
  const readable = plain.some((text) => text.toLowerCase().includes(needle));
  const seen = readable
    ? 'an identifier can be read in a continuation'
    : 'a continuation is malformed';
  ledger.expect('C-EXP-2', { holds: TOKEN.test(token) && !readable, seen });
}

function lost({ ledger }: Examination, answered: Answered | undefined): undefined {
  const seen = `a page was answered ${answered ? told(answered) : 'not at all'}`;
  ledger.breach('C-EXP-3', seen);
  return undefined;
}

/** Sizes and records of one page; the number of its records. */
function judgePage(
  exam: Examination,
  { headers, body }: Answered,
  { order, look }: { order: Order; look: WalkOptions['look'] },
): number {
  const { ledger, manifest } = exam;
  const type = String(headers['content-type']).split(';')[0];
  const ndjson = type === 'application/x-ndjson';
  const ended = body.length === 0 || body[body.length - 1] === 0x0a;
  ledger.expect('C-EXP-4', {
    holds: ndjson && ended,
    seen: `a page is ${type}, or its last line has no line feed`,
  });
  const lines = body.toString().split('\n').slice(0, -1);
  const { pageSize } = manifest.limits;
  const small = lines.length <= pageSize && body.length <= PAGE_BYTES_MAX;
  ledger.expect('C-EXP-4', {
    holds: small,
    seen: `a page has ${lines.length} records, ${body.length} bytes`,
  });
  for (const line of lines) {
    const parsed = parseRecord(line);
    if (!parsed.ok)
      ledger.breach('C-EXP-4', `a record: ${parsed.faults[0]?.path} ${parsed.faults[0]?.detail}`);
    else {
      judgeScope(exam, order, [parsed.value.category]);
      look?.(parsed.value);
    }
  }
  return lines.length;
}

function judgeScope({ ledger }: Examination, { scope }: Order, categories: string[]): void {
  const ordered = new Set(scope.map(({ category }) => category));
  const outside = categories.find((category) => !ordered.has(category));
  const seen = `an export holds ${outside}, which was not ordered`;
  ledger.expect('C-ORD-1', { holds: outside === undefined, seen });
}

async function judgeReceipt(
  exam: Examination,
  found: { order: Order; receipt: string; chain: string },
  { records }: Walked,
): Promise<void> {
  const { slug, publicKey: key } = exam.manifest;
  const { order, receipt: jws, chain } = found;
  const receipt = await openReceipt(exam.ledger, jws, { slug, key, order });
  if (!receipt) return;
  const faults = exportReceiptFaults(receipt, { issuer: slug, order, records, chain });
  enterReceiptFaults(
    exam.ledger,
    faults.filter(({ path }) => !isOfPages(path)),
  );
  const wrong = faults.find(({ path }) => isOfPages(path));
  const seen = `the receipt of an export: ${wrong?.path} is not that of its ${records} records`;
  exam.ledger.expect('C-EXP-5', { holds: !wrong, seen });
}

const isOfPages = (path: string) => path === '/evidence' || path === '/counts/exported';
