import { randomBytes } from 'node:crypto';
import { generateKeys } from '../keys.js';
import type { ClauseId } from './clauses.js';
import { stranger, type Examination } from './examination.js';
import { FORGERIES, SOUND } from './forgeries.js';
import { answerOf, type Call } from './probe.js';
import { mustRefuse } from './refusals.js';

/** Who gets in: every way to sign a call wrongly, and some unusual ways to sign it rightly. */
export async function checkGate(exam: Examination): Promise<void> {
  for (const { clause, what, call, unreadable } of FORGERIES) {
    const forged = { json: someOrder(exam), ...call(exam) };
    const more = unreadable ? { unreadable } : {};
    await refused(exam, { clause, what, call: forged, ...more });
  }
  if (exam.inbox.at('/keys').length > 0) {
    exam.ledger.breach('C-KEY-3', 'fetched a key from the address in a keyid');
  }
  for (const { clause, what, call } of SOUND) await accepted(exam, { clause, what, call: call() });
  await checkReplay(exam);
  await checkUnparsed(exam);
}

interface Gated {
  clause: ClauseId;
  what: string;
  call: Call;
  unreadable?: true;
}

async function refused(exam: Examination, gated: Gated): Promise<string | undefined> {
  return mustRefuse(exam.probe, { ...gated, path: '/tasks', codes: ['signature_invalid'] });
}

async function accepted(exam: Examination, { clause, what, call }: Gated): Promise<void> {
  const answered = await answerOf(exam.probe.patiently('/manifest', call));
  const seen = `refused a call with ${what} (${answered?.status ?? 'no answer'})`;
  exam.ledger.expect(clause, { holds: answered?.status === 200, seen });
}

/** A nonce is good once, and a bad signature does not spend it. */
async function checkReplay(exam: Examination): Promise<void> {
  const nonce = () => randomBytes(16).toString('base64url');
  const call = { json: someOrder(exam), nonce: nonce() };
  await answerOf(exam.probe.call('/tasks', call));
  await refused(exam, { clause: 'C-SIG-11', what: 'the same signed order a second time', call });
  const stolen = { nonce: nonce() };
  const forged = { ...stolen, key: generateKeys(), keyid: exam.probe.key.jwk.kid };
  await answerOf(exam.probe.call('/manifest', forged));
  const what = 'a nonce that a bad signature had borne before';
  await accepted(exam, { clause: 'C-SIG-11', what, call: stolen });
}

/** Whoever cannot sign learns nothing of what the connector thinks of a body. */
async function checkUnparsed(exam: Examination): Promise<void> {
  const forged = { key: generateKeys(), keyid: exam.probe.key.jwk.kid };
  const call = { ...forged, bytes: Buffer.from('{"protocol":') };
  const { ledger } = exam;
  const answered = await answerOf(exam.probe.call('/tasks', call));
  const seen = `a broken body under a bad signature was answered ${answered?.status ?? 'not at all'}, not 401`;
  ledger.expect('C-SIG-13', { holds: answered?.status === 401, seen });
}

function someOrder({ probe, manifest }: Examination) {
  return probe.order('locate', [stranger(manifest)]);
}
