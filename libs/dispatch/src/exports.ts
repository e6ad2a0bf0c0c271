import { Injectable } from '@nestjs/common';
import {
  CHAIN_START,
  exportReceiptFaults,
  nextLink,
  parseRecord,
  verifyReceipt,
  Withheld,
  type Answer,
  type Order,
  type Paging,
} from '@habeas/connector-sdk';
import { Database } from '@habeas/database';
import { BlobStore, Vault, type Blob } from '@habeas/vault';
import type { ClaimedTask } from './claims.js';
import { ConnectorClient, type Callee, type Page } from './connector-client.js';
import { CallFailure } from './failure.js';
import { refuseMissing } from './missing-datasets.js';

/** Pages of one export; more is a connector that does not come to an end. */
const PAGES_MAX = 1_000_000;

interface Tally {
  records: number;
  chain: string;
  receipt?: string;
}

export interface CollectedExport {
  answer: Answer;
  blob: Blob;
  datasets: Paging['datasets'];
}

/**
 * Fetches an export page by page straight into an encrypted file, in flat memory. Every record is
 * checked, every page is in the chain that the receipt signs.
 */
@Injectable()
export class Exports {
  constructor(
    private readonly client: ConnectorClient,
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly blobs: BlobStore,
  ) {}

  /** Throws `CallFailure`; then nothing is kept. */
  async collect(
    task: ClaimedTask,
    call: { callee: Callee; order: Order; paging: Paging },
    signal: AbortSignal,
  ): Promise<CollectedExport> {
    const { datasets } = call.paging;
    refuseMissing(datasets, call.order, task.connector);
    const tally: Tally = { records: 0, chain: CHAIN_START };
    const key = await this.vault.requestKey(this.database, task.requestId);
    const withheld = new Withheld(call.order, task.connector.manifest);
    const pages = this.pages({ ...call, tally, withheld }, signal);
    const blob = await this.blobs.write(key, 'export', pages);
    try {
      return { answer: await receiptedAnswer(task, call.order, tally), blob, datasets };
    } catch (error) {
      await this.blobs.remove(blob.id);
      throw error;
    }
  }

  private async *pages(
    call: { callee: Callee; order: Order; paging: Paging; tally: Tally; withheld: Withheld },
    signal: AbortSignal,
  ): AsyncIterable<Buffer> {
    const { callee, order, tally, paging, withheld } = call;
    let continuation = paging.continuation;
    for (let count = 0; count < PAGES_MAX; count++) {
      const page: Page = await this.client.page(callee, { order, continuation }, signal);
      tally.records += countRecords(page.bytes, order, withheld);
      tally.chain = nextLink(tally.chain, page.bytes);
      yield page.bytes;
      if (page.receipt !== undefined) tally.receipt = page.receipt;
      if (page.continuation === undefined) return;
      continuation = page.continuation;
    }
    throw new CallFailure('contract', 'export_without_end');
  }
}

/** Checks each line; a category that was not asked for is another person's or none of ours. */
function countRecords(bytes: Buffer, order: Order, withheld: Withheld): number {
  const categories = new Set(order.scope.map(({ category }) => category));
  const lines = bytes.toString('utf8').split('\n');
  if (lines.pop() !== '') throw new CallFailure('contract', 'page_cut_off');
  for (const line of lines) {
    const parsed = parseRecord(line);
    if (!parsed.ok) throw new CallFailure('contract', 'record_invalid');
    if (!categories.has(parsed.value.category)) {
      throw new CallFailure('contract', 'category_not_ordered');
    }
    if (withheld.breaks(parsed.value)) throw new CallFailure('contract', 'withheld_exported');
  }
  return lines.length;
}

async function receiptedAnswer(task: ClaimedTask, order: Order, tally: Tally): Promise<Answer> {
  const { records, chain, receipt: jws } = tally;
  if (jws === undefined) throw new CallFailure('contract', 'receipt_missing');
  const { publicKey, slug } = task.connector;
  const verdict = await verifyReceipt(jws, publicKey);
  if (!verdict.ok) throw new CallFailure('contract', 'receipt_invalid');
  const { receipt } = verdict;
  const faults = exportReceiptFaults(receipt, { issuer: slug, order, records, chain });
  if (faults.length > 0) throw new CallFailure('contract', 'receipt_contradicts');
  const { outcome, counts } = receipt;
  return { task: task.id, status: 'done', outcome, counts, receipt: jws };
}
