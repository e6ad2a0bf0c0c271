import { bindTagKey, commit, tag } from './leaf.js';
import type {
  ChainCheck,
  ChainVerdict,
  Finding,
  OpenedChain,
  OpenedEntry,
} from './opened-chain.js';
import { parsePayload, type EvidencePayload } from './payload.js';

/**
 * How a chain begins, by the prefix of its id. What concerns the whole installation stands in a
 * chain of its own, which never closes; so do a complaint, and the release of a measure and the
 * notice to a recipient that outlived their request.
 */
const FIRST_TYPES: Readonly<Record<string, EvidencePayload['type']>> = {
  ins: 'installation.opened',
  msr: 'measure.lifted',
  cmp: 'complaint.received',
  rcn: 'recipient.settled',
};

type Note = (check: ChainCheck, detail: string) => void;

/** Everything about one entry that its checks look at. */
interface Checked {
  entry: OpenedEntry;
  /** The number that it must have by its place. */
  n: number;
  previous: OpenedEntry | undefined;
  tagKey: Buffer | undefined;
  payload: EvidencePayload | undefined;
}

/**
 * Checks one request's chain: each payload is of the closed schema and is what its commitment
 * covers, each tag fits, numbers run 1..n without a gap, each entry names the commitment before it,
 * the first binds the tag key, and `request.closed` comes last with the right total. Never throws:
 * whatever is wrong is a finding that names the entry. An unclosed chain is `open`, not `complete`.
 */
export function verifyChain(opened: OpenedChain): ChainVerdict {
  const findings: Finding[] = [];
  const tagKey = decode32(opened.tagKey);
  const checked = opened.entries.map((entry, index): Checked => {
    const n = index + 1;
    const note: Note = (check, detail) => findings.push({ check, n: entry.n, detail });
    const payload = readPayload(entry, note);
    const one = { entry, n, previous: opened.entries[index - 1], tagKey, payload };
    checkEntry(one, note);
    return one;
  });
  findings.push(...checkWhole(opened, checked));
  const closed = checked.at(-1)?.payload?.type === 'request.closed';
  const state = findings.length > 0 ? 'broken' : closed ? 'complete' : 'open';
  return { state, entries: opened.entries.length, findings };
}

/** The payload if entry and text are sound; else undefined, with the finding noted. */
function readPayload(entry: OpenedEntry, note: Note): EvidencePayload | undefined {
  if (entry.payload === '' || entry.salt === '') {
    note('chain.unreadable', `Entry ${entry.n} does not open under the request's key.`);
    return undefined;
  }
  try {
    return parsePayload(entry.payload);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    note('chain.payload', `Entry ${entry.n} is not well-formed: ${error.message}.`);
    return undefined;
  }
}

function checkEntry(one: Checked, note: Note): void {
  checkNumber(one, note);
  checkPrevious(one, note);
  checkCommitment(one, note);
  checkTag(one, note);
}

function checkNumber({ entry, n, payload }: Checked, note: Note): void {
  if (entry.n !== n) {
    note('chain.number', `Entry ${entry.n} stands where entry ${n} must be.`);
  } else if (payload && payload.n !== n) {
    note('chain.number', `Entry ${n} says of itself that it is entry ${payload.n}.`);
  }
}

function checkPrevious({ entry, previous, payload }: Checked, note: Note): void {
  if (!payload || payload.prev === (previous?.commitment ?? '')) return;
  const expected = previous ? `the commitment of entry ${previous.n}` : 'nothing before it';
  note('chain.previous', `Entry ${entry.n} does not name ${expected}.`);
}

function checkCommitment({ entry }: Checked, note: Note): void {
  if (entry.payload === '' || entry.salt === '') return;
  const salt = decode32(entry.salt);
  if (salt && commit(salt, entry.payload).toString('base64') === entry.commitment) return;
  note('chain.commitment', `Entry ${entry.n} is not what its commitment covers.`);
}

function checkTag({ entry, tagKey }: Checked, note: Note): void {
  const n = entry.n;
  const numbered = Number.isSafeInteger(n) && n >= 1;
  if (tagKey && numbered && tag(tagKey, n).toString('base64') === entry.tag) return;
  note('chain.tag', `The tag of entry ${n} does not come from this request's tag key.`);
}

function checkWhole(opened: OpenedChain, checked: Checked[]): Finding[] {
  const first = checked[0];
  if (!first) return [{ check: 'chain.empty', detail: 'The chain has no entry.' }];
  return [
    ...checkFirst(opened, first),
    ...checkClosing(checked),
    ...checkHead(opened, first.entry),
  ];
}

function checkFirst(opened: OpenedChain, { entry, payload, tagKey }: Checked): Finding[] {
  if (!payload) return [];
  const { n } = entry;
  const findings: Finding[] = [];
  if (payload.type !== firstTypeOf(opened)) {
    findings.push({ check: 'chain.first', n, detail: `Entry ${n} is not the request's receipt.` });
  }
  if (!tagKey || payload.data['kreq'] !== bindTagKey(tagKey)) {
    const detail = `Entry ${n} binds another tag key.`;
    findings.push({ check: 'chain.tag_key', n, detail });
  }
  if (payload.data['audience'] !== opened.audience) {
    const detail = `Entry ${n} was written for another log than '${opened.audience}'.`;
    findings.push({ check: 'chain.audience', n, detail });
  }
  return findings;
}

const firstTypeOf = ({ requestId }: OpenedChain): EvidencePayload['type'] =>
  FIRST_TYPES[requestId.split('_')[0] ?? ''] ?? 'request.received';

function checkClosing(checked: Checked[]): Finding[] {
  const findings: Finding[] = [];
  for (const { entry, n, payload } of checked) {
    if (payload?.type !== 'request.closed') continue;
    const total = payload.data['total'];
    if (n !== checked.length) {
      const detail = `Entry ${entry.n} closes the request, but entries follow it.`;
      findings.push({ check: 'chain.closing', n: entry.n, detail });
    } else if (total !== n) {
      const detail = `Entry ${entry.n} counts ${String(total)} entries; there are ${n}.`;
      findings.push({ check: 'chain.closing', n: entry.n, detail });
    }
  }
  return findings;
}

function checkHead({ head, entries }: OpenedChain, first: OpenedEntry): Finding[] {
  const last = entries.at(-1) ?? first;
  if (!head || (head.n === last.n && head.commitment === last.commitment)) return [];
  const detail = `The chain ends at entry ${last.n}; its writer ended at entry ${head.n}.`;
  return [{ check: 'chain.head', n: last.n, detail }];
}

/** The 32 bytes of a base64 text, or undefined; Node's own decoder skips what is not base64. */
function decode32(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === text ? bytes : undefined;
}
