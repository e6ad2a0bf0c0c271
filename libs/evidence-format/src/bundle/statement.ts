/**
 * What the operator states of a case, over all files of its bundle: an in-toto Statement v1
 * (https://github.com/in-toto/attestation, spec/v1/statement.md) in a DSSE envelope.
 */
import { canonicalJson } from '../canonical-json.js';
import { parseEnvelope, parseObject, signatureOf } from '../log/dsse.js';
import { Malformed } from '../log/text-lines.js';
import { fileAt, hexDigest, PATHS, textAt, type BundleFiles } from './bundle-files.js';
import { judged, passed, type Outcome } from './step.js';
import type { Trust } from './trust.js';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json';
/** Ours, with its version; another version is another type. */
export const PREDICATE_TYPE = 'urn:x-habeas:request-evidence:v1';

/** The statement in its three forms, which can't name themselves. */
const OWN_FILES: ReadonlySet<string> = new Set([PATHS.statement, PATHS.envelope, PATHS.signature]);

/** What a checker compares with the rest of the bundle; more may stand beside it. */
export interface CasePredicate {
  request: string;
  /** How many entries there are, and the base64 commitments of the first and the last. */
  entries: number;
  first: string;
  last: string;
  /** `root` in base64. */
  checkpoint: { origin: string; size: number; root: string };
  /** Each connector with the JWK thumbprint of its key. */
  connectors: { connector: string; key: string }[];
  /** See receiptDigest. */
  receipts: string[];
}

export interface Statement<P = Record<string, unknown>> {
  _type: typeof STATEMENT_TYPE;
  subject: { name: string; digest: { sha256: string } }[];
  predicateType: typeof PREDICATE_TYPE;
  predicate: P;
}

/** The statement over these files, in canonical JSON: the bytes that are signed. */
export function statementOf<P extends CasePredicate>(files: BundleFiles, predicate: P): string {
  const statement: Statement<P> = {
    _type: STATEMENT_TYPE,
    subject: subjectsIn(files).map((name) => ({
      name,
      digest: { sha256: hexDigest(fileAt(files, name)) },
    })),
    predicateType: PREDICATE_TYPE,
    predicate,
  };
  return canonicalJson(statement);
}

/** Throws Malformed unless it is a statement of ours. Checks no signature. */
export function readStatement(files: BundleFiles): Statement<CasePredicate> {
  const statement = parseObject(textAt(files, PATHS.statement));
  const { _type, predicateType, subject, predicate } = statement;
  if (_type !== STATEMENT_TYPE || predicateType !== PREDICATE_TYPE) {
    throw new Malformed('The statement is of another type');
  }
  if (!Array.isArray(subject) || !subject.every(isSubject) || !isPredicate(predicate)) {
    throw new Malformed('The statement lacks what every statement has');
  }
  return { _type, predicateType, subject, predicate };
}

/** V2: the statement is signed under the pinned key, and its three forms say the same. */
export function checkSignature(files: BundleFiles, { statementKeys }: Trust): Outcome {
  const envelope = parseEnvelope(textAt(files, PATHS.envelope));
  const signature = signatureOf(envelope, statementKeys);
  const isSame = (path: string, bytes: Uint8Array | undefined) =>
    bytes !== undefined && Buffer.compare(fileAt(files, path), bytes) === 0;
  const faults = [
    ...(envelope.payloadType === STATEMENT_MEDIA_TYPE ? [] : ['The envelope is of another type.']),
    ...(signature ? [] : ['The statement is not signed under a pinned statement key.']),
    ...(isSame(PATHS.statement, envelope.payload) ? [] : ['The envelope holds another statement.']),
    ...(!signature || isSame(PATHS.signature, signature)
      ? []
      : [`${PATHS.signature} is not the signature of the envelope.`]),
  ];
  return judged(faults, passed('The statement is signed under the pinned statement key.'));
}

/** V3: the statement names every file under data/ with its digest, and no other. */
export function checkSubjects(files: BundleFiles): Outcome {
  const named = new Map<string, string>();
  const faults: string[] = [];
  for (const { name, digest } of readStatement(files).subject) {
    if (named.has(name)) faults.push('The statement names a file twice.');
    named.set(name, digest.sha256);
  }
  const present = new Set(subjectsIn(files));
  for (const [name, digest] of named) {
    const bytes = present.has(name) ? files.get(name) : undefined;
    if (!bytes) faults.push('The statement names a file that is not there.');
    else if (hexDigest(bytes) !== digest) faults.push(`${name} is not what the statement names.`);
  }
  for (const path of present) {
    if (!named.has(path)) faults.push(`The statement does not name ${path}.`);
  }
  return judged(faults, passed(`All ${present.size} files are what the statement names.`));
}

const subjectsIn = (files: BundleFiles): string[] =>
  [...files.keys()].filter((path) => path.startsWith('data/') && !OWN_FILES.has(path)).sort();

function isSubject(value: unknown): value is Statement['subject'][number] {
  const { name, digest } = (value ?? {}) as { name?: unknown; digest?: { sha256?: unknown } };
  return typeof name === 'string' && typeof digest?.sha256 === 'string';
}

function isPredicate(value: unknown): value is CasePredicate {
  const { request, entries, first, last, checkpoint, connectors, receipts } = (value ??
    {}) as Partial<CasePredicate>;
  const { origin, size, root } = checkpoint ?? {};
  return (
    [request, first, last, origin, root].every((text) => typeof text === 'string') &&
    [entries, size].every(Number.isSafeInteger) &&
    Array.isArray(receipts) &&
    receipts.every((digest) => typeof digest === 'string') &&
    Array.isArray(connectors) &&
    connectors.every((one) => typeof one?.connector === 'string' && typeof one.key === 'string')
  );
}
