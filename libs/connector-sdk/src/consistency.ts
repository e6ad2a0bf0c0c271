import { answerDigest, orderDigest } from './canonical.js';
import {
  COUNTED,
  type Answer,
  type Counts,
  type Fault,
  type Manifest,
  type Order,
  type Paging,
  type Receipt,
} from './protocol.js';

/** What an answer says against its order or itself; empty when it holds together. */
export function answerFaults(order: Order, answer: Answer): Fault[] {
  return [
    ...unequal('/task', answer.task, order.task),
    ...matchFaults(order, answer),
    ...retainedFaults(order, answer),
    ...outcomeFaults(answer),
  ];
}

/** What a receipt says against the order and the answer that it came with. */
export function receiptFaults(
  receipt: Receipt,
  expected: { issuer: string; order: Order; answer: Answer },
): Fault[] {
  const { issuer, order, answer } = expected;
  return [
    ...bindingFaults(receipt, issuer, order),
    ...unequal('/outcome', receipt.outcome, answer.outcome),
    ...countFaults(receipt.counts, answer.counts),
    ...unequal('/evidence', receipt.evidence, answerDigest(answer)),
  ];
}

/** What the receipt of an export says against the order and the pages that were received. */
export function exportReceiptFaults(
  receipt: Receipt,
  expected: { issuer: string; order: Order; records: number; chain: string },
): Fault[] {
  const { issuer, order, records, chain } = expected;
  return [
    ...bindingFaults(receipt, issuer, order),
    ...unequal('/counts/exported', receipt.counts.exported, records),
    ...unequal('/evidence', receipt.evidence, chain),
  ];
}

/**
 * Data sets of the order's categories that the manifest names and an export's overview does not. One
 * that holds nothing of the person is there with 0: what is not there was not looked at.
 */
export function overviewFaults(
  { datasets }: Pick<Paging, 'datasets'>,
  { order, manifest }: { order: Order; manifest: Pick<Manifest, 'categories'> },
): Fault[] {
  const ordered = new Set(order.scope.map(({ category }) => category));
  const named = new Set(datasets.map(({ category, name }) => JSON.stringify([category, name])));
  return manifest.categories
    .filter(({ id }) => ordered.has(id))
    .flatMap(({ id, datasets: promised }) =>
      promised.filter((name) => !named.has(JSON.stringify([id, name]))),
    )
    .map(() => ({ path: '/datasets', detail: 'lacks a data set of the manifest' }));
}

function bindingFaults(receipt: Receipt, issuer: string, order: Order): Fault[] {
  return [
    ...unequal('/iss', receipt.iss, issuer),
    ...unequal('/aud', receipt.aud, order.audience),
    ...unequal('/task', receipt.task, order.task),
    ...unequal('/nonce', receipt.nonce, order.nonce),
    ...unequal('/action', receipt.action, order.action),
    ...unequal('/order', receipt.order, orderDigest(order)),
  ];
}

function matchFaults(order: Order, answer: Answer): Fault[] {
  if (order.action !== 'locate') {
    return answer.matches ? [{ path: '/matches', detail: 'belongs to a locate only' }] : [];
  }
  if (!answer.matches) return [{ path: '/matches', detail: 'is missing' }];
  return answer.matches.flatMap((match, index) => {
    const inside = match.by.every((by) => by < order.identifiers.length);
    const detail = 'points to an identifier that the order does not have';
    return inside ? [] : [{ path: `/matches/${index}/by`, detail }];
  });
}

function retainedFaults(order: Order, answer: Answer): Fault[] {
  const kept = answer.retained ?? [];
  const ordered = new Set(order.scope.map(({ category }) => category));
  const outside = kept.flatMap(({ category }, index) =>
    ordered.has(category)
      ? []
      : [{ path: `/retained/${index}/category`, detail: 'lies outside the order' }],
  );
  const explained = kept.reduce((sum, item) => sum + item.records, 0);
  const detail = 'is more than the retained items account for';
  const silent = answer.counts.retained > explained;
  return silent ? [...outside, { path: '/counts/retained', detail }] : outside;
}

function outcomeFaults(answer: Answer): Fault[] {
  const touched = COUNTED.some((name) => answer.counts[name] > 0);
  if (answer.outcome !== 'nothing_found' || !touched) return [];
  return [{ path: '/outcome', detail: 'says that nothing was found, the counts say otherwise' }];
}

function countFaults(found: Counts, expected: Counts): Fault[] {
  return COUNTED.flatMap((name) => unequal(`/counts/${name}`, found[name], expected[name]));
}

function unequal(path: string, found: string | number, expected: string | number): Fault[] {
  return found === expected ? [] : [{ path, detail: 'is not what was ordered or answered' }];
}
