/** V9, V11, V12: what the entries say, and what belongs to them. */
import { receiptDigest, systemTagKey } from '../leaf.js';
import type { EvidencePayload } from '../payload.js';
import { verifyChain } from '../verify-chain.js';
import { verifyReceipts } from '../verify-receipts.js';
import { filesLike, hexDigest } from './bundle-files.js';
import { openedChain, openingOf, receiptsIn, type EvidenceBundle } from './evidence-bundle.js';
import { placeFault, type LoggedEntry } from './logged-entry.js';
import { readStatement } from './statement.js';
import { judged, passed, type Outcome } from './step.js';
import { mainCheckpoint } from './log-steps.js';

/** That an entry is what its leaf shows is V7, which makes the leaf anew. */
const SHOWN_BY_PLACE: ReadonlySet<string> = new Set(['chain.commitment', 'chain.tag']);

/** V9: the entries run 1..n without a gap, each names the one before, and the last says so. */
export function checkChain(bundle: EvidenceBundle): Outcome {
  const { request, n } = openingOf(bundle.files);
  const { predicate } = readStatement(bundle.files);
  const opened = openedChain(bundle);
  const chain = verifyChain(opened);
  const first = opened.entries[0]?.commitment;
  const findings = chain.findings.filter(({ check }) => !SHOWN_BY_PLACE.has(check));
  const faults = [
    ...findings.map(({ detail }) => detail),
    ...intakeFaults(bundle),
    ...(n === predicate.entries ? [] : ['Statement and opening count different entries.']),
    ...(request === predicate.request ? [] : ['Statement and opening name different requests.']),
    ...(first === predicate.first ? [] : ['The statement names another first entry.']),
  ];
  const isClosed = bundle.entries.at(-1)?.said?.type === 'request.closed';
  if (isClosed) {
    return judged(faults, passed(`Entries 1 to ${n}, of which the last closes the request.`));
  }
  const detail = `Entries 1 to ${n}. The request is not closed, so more may follow.`;
  return judged(faults, { status: 'open', detail });
}

/** The person's own receipt of intake, if the auditor has it, is about the first entry. */
function intakeFaults({ trust, entries }: EvidenceBundle): string[] {
  if (!trust.intake || entries[0]?.leaf.equals(trust.intake.leaf)) return [];
  return ["The person's receipt of intake is about another entry than the first."];
}

/** V11: the connectors' receipts are theirs, for these tasks, under keys registered before. */
export async function checkReceipts(bundle: EvidenceBundle): Promise<Outcome> {
  const { predicate } = readStatement(bundle.files);
  const { findings, receipts } = await verifyReceipts(openedChain(bundle));
  const asked = new Set(
    payloadsOf(bundle.entries, 'task.dispatched').map((one) => keyIn(one.payload)),
  );
  const stated = predicate.connectors.map(({ connector, key }) => `${connector} ${key}`);
  const digests = receiptsIn(bundle.files).map(({ jws }) => receiptDigest(jws));
  const faults = [
    ...findings.map(({ task, detail }) => `Task ${task}: ${detail}`),
    ...keyFaults(bundle),
    ...(sameSet(digests, predicate.receipts) ? [] : ['The statement names other receipts.']),
    ...(sameSet(stated, asked) ? [] : ['The statement names other connectors or keys.']),
  ];
  return judged(faults, passed(`${receipts} receipt(s) fit their tasks, keys and the log.`));
}

/** V12: every copy of a package in the bundle is the one that was built. */
export function checkArtifacts({ files, entries }: EvidenceBundle): Outcome {
  const built = payloadsOf(entries, 'disclosure.built').map(({ payload }) => payload.data);
  const copies = filesLike(files, /^data\/artifacts\/([^/]+)(?:\/.*)?$/);
  const faults = copies.flatMap(({ path, groups, bytes }) => {
    const name = groups[0]?.split('.')[0];
    const entry = built.find(({ disclosure }) => disclosure === name);
    if (!entry) return [`No entry says that ${path} was built.`];
    const digest = Buffer.from(hexDigest(bytes), 'hex').toString('base64url');
    const isSame = [digest, hexDigest(bytes)].includes(String(entry['sha256']));
    return isSame && entry['size'] === bytes.length ? [] : [`${path} is not what was built.`];
  });
  const held = new Set(copies.map(({ groups }) => groups[0]?.split('.')[0]));
  const absent = built.filter(({ disclosure }) => !held.has(String(disclosure)));
  if (absent.length === 0) return judged(faults, passed(`${copies.length} copies are as built.`));
  const list = absent.map(({ disclosure, sha256 }) => `${String(disclosure)} ${String(sha256)}`);
  const detail = `Compare the delivered copies with these SHA-256: ${list.join(', ')}.`;
  return judged(faults, { status: 'not_checked', detail });
}

interface Said {
  entry: LoggedEntry;
  payload: EvidencePayload;
}

function payloadsOf(entries: LoggedEntry[], type: EvidencePayload['type']): Said[] {
  return entries.flatMap((entry) => {
    const payload = entry.said;
    return payload?.type === type ? [{ entry, payload }] : [];
  });
}

/** Says of each dispatch whether its key was registered before it, and not revoked by the answer. */
function keyFaults({ files, entries, system }: EvidenceBundle): string[] {
  const systemKey = systemTagKey(mainCheckpoint(files).origin);
  const shown = system.filter((entry) => placeFault(entry, systemKey) === undefined);
  const registered = placesByKey(payloadsOf(shown, 'key.registered'));
  const revoked = placesByKey(payloadsOf(shown, 'key.revoked'));
  const answers = payloadsOf(entries, 'task.completed');
  return payloadsOf(entries, 'task.dispatched').flatMap((dispatch) => {
    const { entry, payload } = dispatch;
    const answer = answers.find((one) => one.payload.data['task'] === payload.data['task']);
    const [key, until] = [keyIn(payload), answer ?? dispatch];
    const wasRegistered = (registered.get(key) ?? Infinity) < placeOf(entry);
    const wasRevoked = (revoked.get(key) ?? Infinity) < placeOf(until.entry);
    if (wasRegistered && !wasRevoked) return [];
    const how = wasRegistered ? 'was revoked before its answer' : 'was not registered before it';
    return [`The key that entry ${entry.n} names ${how} in the log.`];
  });
}

/** An entry without a place is before everything, so that nothing is before it. */
const placeOf = ({ proof }: LoggedEntry): number => proof?.index ?? -1;

/** Where each key is first named. */
function placesByKey(said: Said[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const { entry, payload } of said) {
    const [key, index] = [keyIn(payload), entry.proof?.index ?? Infinity];
    places.set(key, Math.min(places.get(key) ?? Infinity, index));
  }
  return places;
}

const keyIn = ({ data }: EvidencePayload) => `${String(data['connector'])} ${String(data['key'])}`;

const sameSet = (one: Iterable<string>, other: Iterable<string>): boolean =>
  [...one].sort().join() === [...other].sort().join();
