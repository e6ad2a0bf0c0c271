/**
 * Which witnesses must have cosigned a checkpoint (https://c2sp.org/tlog-policy). The auditor's own
 * file, got from somewhere other than the bundle.
 */
import { Malformed, parseDecimal } from './text-lines.js';
import { KEY_TYPE, parseVerifierKey, verifierKey, type VerifierKey } from './verifier-key.js';

const NAMES_MAX = 1024;
/** Space and tab alone divide words. */
const WORDS = /[ \t]+/;

export interface PolicyWitness {
  key: VerifierKey;
  url?: string;
}

interface Group {
  threshold: number;
  members: string[];
}

export interface WitnessPolicy {
  logs: VerifierKey[];
  /** By the name that the file gives them. */
  witnesses: ReadonlyMap<string, PolicyWitness>;
  groups: ReadonlyMap<string, Group>;
  /** A witness, a group, or `none`. */
  quorum: string;
}

interface Draft extends WitnessPolicy {
  witnesses: Map<string, PolicyWitness>;
  groups: Map<string, Group>;
  /** Names that already stand in a group: each counts only once. */
  grouped: Set<string>;
  quorum: string;
}

const RESERVED: ReadonlySet<string> = new Set(['none', 'any', 'all']);

/** Throws Malformed, naming the line. */
export function parseWitnessPolicy(text: string): WitnessPolicy {
  const draft: Draft = {
    logs: [],
    witnesses: new Map(),
    groups: new Map(),
    grouped: new Set(),
    quorum: '',
  };
  for (const [index, line] of text.split('\n').entries()) {
    try {
      readLine(draft, line.replace(/^[ \t]+|[ \t]+$/g, ''));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new Malformed(`Line ${index + 1} of the witness policy: ${error.message}`);
    }
  }
  if (draft.quorum === '') throw new Malformed('The witness policy has no quorum line');
  const { logs, witnesses, groups, quorum } = draft;
  return { logs, witnesses, groups, quorum };
}

/** True if these witnesses, by their names in the policy, are enough. */
export function isQuorum(policy: WitnessPolicy, cosigned: ReadonlySet<string>): boolean {
  if (policy.quorum === 'none') return true;
  const has = (name: string): boolean => {
    const group = policy.groups.get(name);
    if (!group) return cosigned.has(name);
    return group.members.filter(has).length >= group.threshold;
  };
  return has(policy.quorum);
}

function readLine(draft: Draft, line: string): void {
  if (line === '') return;
  if (/[^\t\u0020-\u007e\u0080-\uffff]/.test(line)) throw new Malformed('has a control character');
  const [keyword, ...words] = withoutComment(line.split(WORDS));
  if (keyword === 'log') readLog(draft, words);
  else if (keyword === 'witness') readWitness(draft, words);
  else if (keyword === 'group') readGroup(draft, words);
  else if (keyword === 'quorum') readQuorum(draft, words);
  else if (keyword !== undefined) throw new Malformed('begins with no known word');
}

/** No name, key or URL of ours begins with the mark, so it ends what counts wherever it stands. */
function withoutComment(words: string[]): string[] {
  const mark = words.findIndex((word) => word.startsWith('#'));
  return mark < 0 ? words : words.slice(0, mark);
}

function readLog({ logs }: Draft, [vkey = '', , ...more]: string[]): void {
  const key = parseVerifierKey(vkey);
  if (more.length > 0) throw new Malformed('has more words than a log needs');
  if (key.type !== KEY_TYPE.note) throw new Malformed("has a key that is not a log's");
  if (logs.some((log) => log.raw.equals(key.raw))) throw new Malformed('repeats a key');
  logs.push(key);
}

function readWitness(draft: Draft, [name = '', vkey = '', url, ...more]: string[]): void {
  if (more.length > 0) throw new Malformed('has more words than a witness needs');
  claimName(draft, name);
  const key = cosigningKey(parseVerifierKey(vkey));
  const others = [...draft.witnesses.values()];
  if (others.some((other) => other.key.raw.equals(key.raw))) throw new Malformed('repeats a key');
  draft.witnesses.set(name, url === undefined ? { key } : { key, url });
}

function readGroup(draft: Draft, [name = '', count = '', ...members]: string[]): void {
  claimName(draft, name);
  for (const member of members) {
    if (!isDefined(draft, member)) throw new Malformed('names what no line before it defines');
    if (draft.grouped.has(member)) throw new Malformed('names what is in a group already');
    draft.grouped.add(member);
  }
  draft.groups.set(name, { threshold: thresholdOf(count, members.length), members });
}

function thresholdOf(count: string, members: number): number {
  if (members === 0) throw new Malformed('is a group without members');
  if (count === 'any') return 1;
  if (count === 'all') return members;
  const threshold = parseDecimal(count);
  if (threshold < 1 || threshold > members) throw new Malformed('asks for none or too many');
  return threshold;
}

function readQuorum(draft: Draft, [name = '', ...more]: string[]): void {
  if (draft.quorum !== '' || more.length > 0) throw new Malformed('is a second quorum');
  if (name !== 'none' && !isDefined(draft, name)) {
    throw new Malformed('names what no line before it defines');
  }
  draft.quorum = name;
}

function claimName(draft: Draft, name: string): void {
  if (name === '' || RESERVED.has(name)) throw new Malformed('has no name, or a reserved one');
  if (isDefined(draft, name)) throw new Malformed('defines a name again');
  if (draft.witnesses.size + draft.groups.size >= NAMES_MAX) throw new Malformed('is one too many');
}

const isDefined = ({ witnesses, groups }: Draft, name: string) =>
  witnesses.has(name) || groups.has(name);

/** Files in use name witnesses by plain Ed25519 keys too; what these cosign with has another id. */
const cosigningKey = ({ name, raw }: VerifierKey): VerifierKey =>
  verifierKey(name, KEY_TYPE.cosignature, raw);
