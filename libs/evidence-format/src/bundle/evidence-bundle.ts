/** A bundle as read, before anything of it is checked. */
import { decodeHash, Malformed } from '../log/text-lines.js';
import { parseObject } from '../log/dsse.js';
import type { ConnectorKey, OpenedChain, OpenedReceipt } from '../opened-chain.js';
import { filesLike, PATHS, textAt, type BundleFiles } from './bundle-files.js';
import { readEntries, shownBy, type LoggedEntry } from './logged-entry.js';
import { readStatement, type CasePredicate } from './statement.js';
import type { Trust } from './trust.js';

/** What opens the leaves of one request; destroyed on schedule, and then nothing does. */
export interface Opening {
  request: string;
  /** base64, 32 bytes. */
  kreq: string;
  /** How many entries there are. */
  n: number;
}

export interface EvidenceBundle {
  files: BundleFiles;
  trust: Trust;
  /** The request's entries. */
  entries: LoggedEntry[];
  /** Those of the installation that the request rests on. */
  system: LoggedEntry[];
}

export function readBundle(files: BundleFiles, trust: Trust): EvidenceBundle {
  const [entries, system] = [readEntries(files, 'events'), readEntries(files, 'system')];
  return { files, trust, entries, system };
}

/** Throws Malformed. */
export function openingOf(files: BundleFiles): Opening {
  const { request, kreq, n } = parseObject(textAt(files, PATHS.opening));
  if (typeof request !== 'string' || typeof kreq !== 'string' || !Number.isSafeInteger(n)) {
    throw new Malformed(`${PATHS.opening} lacks what opens the entries`);
  }
  decodeHash(kreq);
  return { request, kreq, n: Number(n) };
}

/** The chain as verifyChain and verifyReceipts take it. Throws Malformed. */
export function openedChain({ files, entries }: EvidenceBundle): OpenedChain {
  const { kreq } = openingOf(files);
  const { predicate } = readStatement(files);
  const { request, last } = predicate;
  return {
    requestId: request,
    audience: audienceOf(entries[0], predicate),
    tagKey: kreq,
    entries: entries.map(({ n, payload, salt, leaf }) => ({
      n,
      payload,
      salt: salt.toString('base64'),
      ...shownBy(leaf),
    })),
    receipts: receiptsIn(files),
    connectorKeys: connectorKeysIn(files),
    head: { n: predicate.entries, commitment: last },
  };
}

/** `data/receipts/<connector>/<task>.jws`. */
export function receiptsIn(files: BundleFiles): OpenedReceipt[] {
  const found = filesLike(files, /^data\/receipts\/[^/]+\/([^/]+)\.jws$/);
  return found.map(({ path, groups }) => ({ task: groups[0] ?? '', jws: textAt(files, path) }));
}

/**
 * The operator's name stands in the first entry, and the log is one of its own: `<operator>/<log>`,
 * or the name itself. Any other is no audience of this log.
 */
function audienceOf(first: LoggedEntry | undefined, { checkpoint }: CasePredicate): string {
  const { origin } = checkpoint;
  const operator = origin.split('/')[0] ?? origin;
  const said = first?.said?.data['audience'];
  return said === operator ? operator : origin;
}

/** What they are is shown by the thumbprints in the log, so copies do. */
function connectorKeysIn(files: BundleFiles): ConnectorKey[] {
  if (!files.has(PATHS.connectorKeys)) return [];
  const { keys } = parseObject(textAt(files, PATHS.connectorKeys));
  if (!Array.isArray(keys)) throw new Malformed(`${PATHS.connectorKeys} holds no keys`);
  return keys.flatMap((key: unknown): ConnectorKey[] => {
    const { connector, kty, crv, x } = (key ?? {}) as Record<string, unknown>;
    const isKey = [connector, kty, crv, x].every((part) => typeof part === 'string');
    return isKey
      ? [{ slug: String(connector), jwk: { kty: String(kty), crv: String(crv), x: String(x) } }]
      : [];
  });
}
