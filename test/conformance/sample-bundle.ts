import {
  bindTagKey,
  canonicalJson,
  commit,
  formatSubmission,
  formatTlogProof,
  leafBytes,
  nonceDigest,
  PATHS,
  receiptDigest,
  sha256,
  signEnvelope,
  STATEMENT_MEDIA_TYPE,
  statementOf,
  systemTagKey,
  tag,
  type CasePredicate,
} from '@habeas/evidence-format';
import {
  jwkOf,
  ORIGIN,
  party,
  SampleLog,
  secret,
  signJws,
  thumbprintOf,
  WITNESSES,
} from './sample-log.js';
import type { TimestampAuthority } from './timestamp-authority.js';

export type Files = Map<string, Buffer>;
export type Fact = [type: string, data: object];

const id = (prefix: string, digit: string) => `${prefix}_${digit.repeat(32)}`;
export const REQUEST = id('req', 'a');
export const TASK = id('tsk', 'b');
export const DISCLOSURE = id('dsc', 'c');
export const PACKAGE = Buffer.from('what the person gets');
export const CONNECTOR = jwkOf(secret('connector accounts'));
const CONNECTOR_KEY = thumbprintOf(CONNECTOR);
const AUDIENCE = 'privacy.example.org';
export const STATEMENTS = party('privacy.example.org/statements');
export const LOG = party(ORIGIN);

/** A receipt by its connector, for whichever task, nonce and outcome. */
export const receiptFor = (change: object = {}, seed = secret('connector accounts')): string =>
  signJws(
    { typ: 'habeas-receipt+jwt', kid: CONNECTOR_KEY },
    {
      iss: 'accounts',
      aud: AUDIENCE,
      task: TASK,
      nonce: 'the nonce',
      outcome: 'completed',
      counts: { erased: 2 },
      ...change,
    },
    seed,
  );

export interface Sample {
  facts: Fact[];
  /** Of the installation; its first entry opens its chain. */
  system: Fact[];
  receipt: string;
  /** The instant of entry `n`, by default now. */
  at: (n: number) => Date;
  log: SampleLog;
  /** Entries go into this log after those of the installation, and others between them. */
  tsa: TimestampAuthority | undefined;
  /** One more of the installation, in the log after that entry of the request. */
  late?: { after: number; fact: Fact };
}

export const newLog = (signer = LOG.signer, witnesses = WITNESSES.map((one) => one.signer)) =>
  new SampleLog(signer, witnesses);

export function factsOf(receipt: string): Fact[] {
  const now = new Date().toISOString();
  const digest = sha256(PACKAGE).toString('base64url');
  const exercise = id('exe', 'd');
  const counts = { erased: 2 };
  return [
    [
      'request.received',
      {
        receivedAt: now,
        channel: 'web',
        requester: 'subject',
        rights: ['erasure'],
        identifiers: 1,
      },
    ],
    ['exercise.opened', { exercise, right: 'erasure' }],
    ['task.created', { task: TASK, exercise, connector: 'accounts', action: 'erase' }],
    [
      'task.dispatched',
      {
        task: TASK,
        connector: 'accounts',
        nonce: nonceDigest('the nonce'),
        key: CONNECTOR_KEY,
        attempt: 1,
      },
    ],
    [
      'task.completed',
      { task: TASK, outcome: 'completed', counts, receipt: receiptDigest(receipt) },
    ],
    ['disclosure.built', { disclosure: DISCLOSURE, sha256: digest, size: PACKAGE.length }],
    ['answer.sent', { exercise, channel: 'email', at: now }],
    ['request.closed', { total: 8 }],
  ];
}

export const SYSTEM: Fact[] = [
  ['installation.opened', {}],
  ['key.registered', { connector: 'accounts', key: CONNECTOR_KEY }],
];

/** Writes the sample's log and gives its bundle, sealed. */
export function bundleOf(change: Partial<Sample> = {}): Files {
  const receipt = change.receipt ?? receiptFor();
  const defaults = { facts: factsOf(receipt), system: SYSTEM, at: () => new Date(), log: newLog() };
  const sample: Sample = { ...defaults, tsa: undefined, ...change, receipt };
  const { log, tsa } = sample;
  const files: Files = new Map();
  const system = appendChain(sample, 'system');
  log.fill(3);
  const before = log.leaves.length;
  anchor(files, log, tsa);
  const events = appendChain(sample, 'events');
  log.fill(2);
  anchor(files, log, tsa);
  const size = log.leaves.length;
  const checkpoint = log.checkpoint();
  put(files, PATHS.checkpoint, checkpoint);
  for (const entry of [...system, ...events]) putEntry(files, log, entry);
  const proof = log.tree.consistencyProof(before);
  put(
    files,
    `data/consistency/${before}-${size}.txt`,
    formatSubmission({ oldSize: before, proof, checkpoint }),
  );
  put(files, `data/leaves/${size}.bin`, Buffer.concat(log.leaves.map(rowOf)));
  put(files, `data/receipts/accounts/${TASK}.jws`, sample.receipt);
  put(files, `data/artifacts/${DISCLOSURE}.zip`, PACKAGE);
  const kreq = secret('kreq').toString('base64');
  put(
    files,
    PATHS.opening,
    canonicalJson({ kreq, n: sample.facts.length, request: REQUEST, v: 1 }),
  );
  put(
    files,
    PATHS.connectorKeys,
    JSON.stringify({ keys: [{ ...CONNECTOR, connector: 'accounts' }] }),
  );
  return seal(files);
}

/** The statement signed anew over whatever is there, and the manifests: all that an operator can do. */
export function seal(
  files: Files,
  signer = STATEMENTS.signer,
  change: Partial<CasePredicate> = {},
): Files {
  for (const path of [PATHS.statement, PATHS.envelope, PATHS.signature]) files.delete(path);
  const statement = statementOf(files, { ...predicateOf(files), ...change });
  const envelope = signEnvelope(STATEMENT_MEDIA_TYPE, Buffer.from(statement), signer);
  const [signature] = (JSON.parse(envelope) as { signatures: { sig: string }[] }).signatures;
  put(files, PATHS.statement, statement);
  put(files, PATHS.envelope, envelope);
  put(files, PATHS.signature, Buffer.from(signature?.sig ?? '', 'base64'));
  return pack(files);
}

/** The manifests anew: all that it takes to make a changed bag look whole. */
export function pack(files: Files): Files {
  put(files, PATHS.declaration, 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  for (const path of [PATHS.manifest, PATHS.tagManifest]) files.delete(path);
  const lines = (isListed: (path: string) => boolean) =>
    [...files]
      .filter(([path]) => isListed(path))
      .map(([path, bytes]) => `${sha256(bytes).toString('hex')}  ${path}\n`)
      .join('');
  put(
    files,
    PATHS.manifest,
    lines((path) => path.startsWith('data/')),
  );
  put(
    files,
    PATHS.tagManifest,
    lines((path) => !path.startsWith('data/')),
  );
  return files;
}

/** What an auditor brings, without timestamps unless given. */
export function trustFiles(chain?: string): Files {
  const witnesses = WITNESSES.map(({ name, vkey }) => `witness ${name} ${vkey}\n`).join('');
  return new Map([
    ['log.vkey', Buffer.from(`${LOG.vkey}\n`)],
    ['statement.vkey', Buffer.from(`${STATEMENTS.vkey}\n`)],
    ['policy', Buffer.from(`${witnesses}group both all one two\nquorum both\n`)],
    ...(chain === undefined ? [] : [['tsa-chain.pem', Buffer.from(chain)] as const]),
  ]);
}

export function put(files: Files, path: string, content: string | Buffer): void {
  files.set(path, Buffer.from(content));
}

export const textOf = (files: Files, path: string): string => files.get(path)?.toString() ?? '';

/** The predicate over what is there, as an honest writer would state it. */
function predicateOf(files: Files): CasePredicate {
  const numbers = [...files.keys()].flatMap(
    (path) => /^data\/events\/(\d+)\.leaf$/.exec(path)?.[1] ?? [],
  );
  const last = Math.max(...numbers.map(Number));
  const commitment = (n: number) => textOf(files, `data/events/${n}.leaf`).split('\n')[2] ?? '';
  const [origin = '', size = '', root = ''] = textOf(files, PATHS.checkpoint).split('\n');
  const receipts = [...files].filter(([path]) => path.startsWith('data/receipts/'));
  return {
    request: REQUEST,
    entries: last,
    first: commitment(1),
    last: commitment(last),
    checkpoint: { origin, size: Number(size), root },
    connectors: [{ connector: 'accounts', key: CONNECTOR_KEY }],
    receipts: receipts.map(([, jws]) => receiptDigest(jws.toString())),
  };
}

interface SampleEntry {
  folder: 'events' | 'system';
  n: number;
  payload: string;
  salt: Buffer;
  leaf: Buffer;
  index: number;
}

function appendChain(sample: Sample, folder: SampleEntry['folder']): SampleEntry[] {
  const facts = folder === 'events' ? sample.facts : sample.system;
  const entries: SampleEntry[] = [];
  let prev = '';
  for (const [index, fact] of facts.entries()) {
    if (folder === 'events') sample.log.fill(1);
    const entry = appendEntry(sample, { folder, n: index + 1, prev }, fact);
    prev = textOf(new Map([['leaf', entry.leaf]]), 'leaf').split('\n')[2] ?? '';
    entries.push(entry);
    const { late } = sample;
    if (folder === 'system' || late?.after !== entry.n) continue;
    const place = { folder: 'system', n: sample.system.length + 1, prev } as const;
    entries.push(appendEntry(sample, place, late.fact));
  }
  return entries;
}

function appendEntry(
  { at, log }: Sample,
  { folder, n, prev }: Pick<SampleEntry, 'folder' | 'n'> & { prev: string },
  [type, data]: Fact,
): SampleEntry {
  const tagKey = folder === 'events' ? secret('kreq') : systemTagKey(ORIGIN);
  const binding = n === 1 ? { kreq: bindTagKey(tagKey), audience: AUDIENCE } : {};
  const time = (folder === 'events' ? at(n) : new Date()).toISOString();
  const said = { v: 1, n, prev, type, at: time, actor: 'worker', data: { ...data, ...binding } };
  const payload = canonicalJson(said);
  const salt = secret(`salt ${folder} ${n}`);
  const leaf = leafBytes(tag(tagKey, n), commit(salt, payload));
  return { folder, n, payload, salt, leaf, index: log.append(leaf) };
}

function putEntry(files: Files, log: SampleLog, entry: SampleEntry): void {
  const { folder, n, payload, salt, leaf, index } = entry;
  const path = (ending: string) => `data/${folder}/${n}.${ending}`;
  const hashes = log.tree.inclusionProof(index);
  put(files, path('json'), payload);
  put(files, path('salt'), salt);
  put(files, path('leaf'), leaf);
  const checkpoint = textOf(files, PATHS.checkpoint);
  put(files, path('tlog-proof'), formatTlogProof({ index, hashes, checkpoint }));
}

function anchor(files: Files, log: SampleLog, tsa: TimestampAuthority | undefined): void {
  const size = log.leaves.length;
  put(files, `data/anchors/${size}.checkpoint`, log.checkpoint());
  if (tsa) put(files, `data/anchors/${size}.tsr`, tsa.stamp(log.body()));
}

function rowOf(leaf: Buffer): Buffer {
  const [, shownTag = '', commitment = ''] = leaf.toString().split('\n');
  return Buffer.concat([shownTag, commitment].map((part) => Buffer.from(part, 'base64')));
}
