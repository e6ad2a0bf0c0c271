import { STOP_PURPOSES, type Action, type CategoryPart, type Order } from '../protocol.js';
import { carryOut } from './carried-out.js';
import { stranger, type Examination } from './examination.js';
import { openExport, walk } from './export-walk.js';
import { mustRefuse } from './refusals.js';

const NOWHERE = 'habeas-check-nowhere';
const CORRECTION_REASONS = ['test_failed', 'place_missing', 'value_refused'];

const has = ({ manifest }: Examination, action: Action) => manifest.actions[action] !== undefined;

/** What orders may say beyond action and scope. */
export async function checkChanges(exam: Examination): Promise<void> {
  await checkWithholding(exam);
  await checkCorrection(exam);
  await checkActivities(exam);
  await checkSuppression(exam);
}

async function checkWithholding(exam: Examination): Promise<void> {
  const { manifest, probe, subject } = exam;
  const [category] = manifest.categories;
  if (!has(exam, 'export') || !category) return;
  const withheld = (id: string, part: string): Order => {
    const scope = [{ category: id, retain: [], withhold: [part] }];
    return probe.order('export', [subject], { scope });
  };
  await mustRefuse(probe, {
    clause: 'C-ORD-8',
    path: '/tasks',
    call: { json: withheld(category.id, NOWHERE) },
    codes: ['order_invalid'],
    what: 'an order that withholds a part which is not in the manifest',
  });
  const divided = manifest.categories.find(({ parts }) => (parts ?? []).length > 0);
  const [part] = divided?.parts ?? [];
  if (divided && part) await checkWithheld(exam, withheld(divided.id, part.name), part);
}

async function checkWithheld(exam: Examination, order: Order, part: CategoryPart): Promise<void> {
  const { dataset, fields } = part;
  let seen = 0;
  const paging = await openExport(exam, order);
  const walked =
    paging &&
    (await walk(
      exam,
      { order, paging },
      {
        look: (record) => {
          const there = !fields || fields.some((name) => Object.hasOwn(record.data, name));
          if (record.dataset === dataset && there) seen += 1;
        },
      },
    ));
  if (!walked) return;
  const found = `${seen} records hold ${part.name}, which was to be withheld`;
  exam.ledger.expect('C-ORD-8', { holds: seen === 0, seen: found });
}

/** A correction without a patch, and one of a place that is not there. */
async function checkCorrection(exam: Examination): Promise<void> {
  const { ledger, manifest, probe, subject } = exam;
  const [category] = manifest.categories;
  const dataset = category?.datasets[0];
  if (!has(exam, 'rectify') || !category || dataset === undefined) {
    ledger.leave('the manifest has no rectify', 'C-ORD-9', 'C-ORD-10');
    return;
  }
  await mustRefuse(probe, {
    clause: 'C-ORD-9',
    path: '/tasks',
    call: { json: probe.order('rectify', [subject]) },
    codes: ['order_invalid'],
    what: 'an order to rectify without a patch',
  });
  const path = `/${dataset}/${NOWHERE}`;
  const patch = [{ op: 'replace' as const, path, value: 'x' }];
  const scope = [{ category: category.id, retain: [], patch }];
  const answer = await carryOut(exam, probe.order('rectify', [subject], { scope }));
  if (!answer) return;
  const { outcome, reason = 'none', counts } = answer;
  const told = outcome === 'needs_human' && CORRECTION_REASONS.includes(reason);
  const seen = `the correction of a place that is not there: ${outcome}, reason ${reason}, ${counts?.rectified} rectified`;
  ledger.expect('C-ORD-10', { holds: told && counts?.rectified === 0, seen });
}

/** A restriction to one activity: whoever cannot tell activities apart says so. */
async function checkActivities(exam: Examination): Promise<void> {
  const { ledger, manifest, probe, subject } = exam;
  if (!has(exam, 'restrict') || !has(exam, 'release')) {
    ledger.leave('the manifest lacks restrict or release', 'C-ORD-11');
    return;
  }
  const scope = manifest.categories.map(({ id }) => ({
    category: id,
    retain: [],
    activities: ['habeas_check'],
  }));
  const order = probe.order('restrict', [subject], { scope });
  const answer = await carryOut(exam, order);
  await carryOut(exam, probe.order('release', [subject], { request: order.request }));
  if (!answer) return;
  const holds = answer.outcome !== 'not_supported' && answer.outcome !== 'failed';
  ledger.expect('C-ORD-11', { holds, seen: `restrict with activities: ${answer.outcome}` });
}

/** Suppression holds for whom the system does not know yet; nobody known is needed to see it. */
async function checkSuppression(exam: Examination): Promise<void> {
  const { ledger, manifest, probe } = exam;
  if (!has(exam, 'suppress')) {
    ledger.leave('the manifest has no suppress', 'C-ORD-12', 'C-MAN-7');
    return;
  }
  const stated = manifest.suppresses ?? ['marketing'];
  for (const purpose of STOP_PURPOSES.filter((each) => stated.includes(each))) {
    const order = probe.order('suppress', [stranger(manifest)], { purpose });
    const answer = await carryOut(exam, order);
    if (!answer) continue;
    const holds = !['not_supported', 'failed', 'nothing_found'].includes(answer.outcome);
    ledger.expect('C-ORD-12', { holds, seen: `suppress for ${purpose}: ${answer.outcome}` });
    ledger.keep('C-MAN-7');
  }
}
