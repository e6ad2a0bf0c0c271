import {
  commit,
  formatTlogProof,
  leafBytes,
  Malformed,
  parseTlogProof,
  parseTrust,
  PATHS,
  tag,
  verifyBundle,
  type BundleFiles,
  type StepId,
} from '@habeas/evidence-format';
import {
  bundleOf,
  CONNECTOR,
  DISCLOSURE,
  LOG,
  newLog,
  pack,
  put,
  receiptFor,
  seal,
  SYSTEM,
  TASK,
  textOf,
  trustFiles,
  type Fact,
  type Files,
} from './sample-bundle.js';
import { ORIGIN, party, secret, thumbprintOf, WITNESSES } from './sample-log.js';
import { TimestampAuthority } from './timestamp-authority.js';

let tsa: TimestampAuthority;
let good: Files;

beforeAll(() => {
  tsa = new TimestampAuthority();
  good = bundleOf({ tsa });
});
afterAll(() => tsa.close());

/** The steps that report it; everything else has passed or was not checked. */
async function reported(files: BundleFiles, trust = trustFiles(tsa.chain)): Promise<StepId[]> {
  const { verdict, steps } = await verifyBundle(files, parseTrust(trust));
  const failed = steps.filter(({ status }) => status === 'failed').map(({ id }) => id);
  expect(verdict === 'failed').toBe(failed.length > 0);
  return failed;
}

const copy = () => new Map(good);
const event = (n: number, ending: string) => `data/events/${n}.${ending}`;
const ENDINGS = ['json', 'salt', 'leaf', 'tlog-proof'];
const DAY_MS = 86_400_000;
const pathLike = (files: Files, form: RegExp) =>
  [...files.keys()].find((path) => form.test(path)) ?? '';

function edit(files: Files, path: string, change: (text: string) => string): Files {
  const [before, after] = [textOf(files, path), change(textOf(files, path))];
  if (before === after) throw new Error(`Nothing was changed in ${path}`);
  put(files, path, after);
  return files;
}

function drop(files: Files, ...numbers: number[]): Files {
  for (const n of numbers) for (const ending of ENDINGS) files.delete(event(n, ending));
  const left = [...files.keys()].filter((path) => /events\/\d+\.json$/.test(path)).length;
  return edit(files, PATHS.opening, (text) => text.replace('"n":8', `"n":${left}`));
}

/** Attacks by their numbers in the threat model; all but where said by whoever holds every key. */
describe('attack 1: an entry is edited', () => {
  const erased = (text: string) => text.replace('"erased":2', '"erased":9');

  it('alone: V1, V3, V7', async () => {
    const forged = edit(copy(), event(5, 'json'), erased);
    expect(await reported(forged)).toEqual(['V1', 'V3', 'V7', 'V11']);
  });

  it('and manifests and statement made anew: V7', async () => {
    const forged = edit(copy(), event(5, 'json'), erased);
    expect(await reported(seal(forged))).toEqual(['V7', 'V11']);
  });

  it('and its leaf too: V7, for the log has another, and V9, for the next entry names it', async () => {
    const forged = edit(copy(), event(5, 'json'), erased);
    const salt = secret('salt events 5');
    const commitment = commit(salt, textOf(forged, event(5, 'json')));
    put(forged, event(5, 'leaf'), leafBytes(tag(secret('kreq'), 5), commitment));
    expect(await reported(seal(forged))).toEqual(['V7', 'V9', 'V11']);
  });
});

describe('attack 2 and 11: an entry is left out', () => {
  it('in the middle: V9', async () => {
    expect(await reported(seal(drop(copy(), 2)))).toEqual(['V9']);
  });

  it('the last ones, so that the request looks open: V10', async () => {
    const forged = seal(drop(copy(), 7, 8));
    expect(await reported(forged)).toEqual(['V10']);
  });

  it('the last ones and the list of leaves: it is open, and never more', async () => {
    const forged = drop(copy(), 7, 8);
    forged.delete(pathLike(forged, /^data\/leaves\//));
    const { verdict, steps } = await verifyBundle(seal(forged), parseTrust(trustFiles(tsa.chain)));
    expect([verdict, steps[9]?.status]).toEqual(['open', 'not_checked']);
  });

  it('all: V7', async () => {
    const forged = copy();
    for (const path of forged.keys()) if (path.startsWith('data/events/')) forged.delete(path);
    expect(await reported(pack(forged))).toContain('V7');
  });
});

describe('attack 3: the log is rolled back and goes on', () => {
  it('is shown by any checkpoint from before: V8', async () => {
    const lost = newLog();
    lost.fill(5);
    const forged = copy();
    put(forged, 'data/anchors/5.checkpoint', lost.checkpoint());
    put(forged, 'data/anchors/5.tsr', tsa.stamp(lost.body()));
    expect(await reported(seal(forged))).toEqual(['V8']);
  });
});

describe('attack 4: the log shows two trees', () => {
  it('of one size, both signed: V8', async () => {
    const other = newLog();
    other.fill(23);
    const forged = copy();
    put(forged, 'data/anchors/23.checkpoint', other.checkpoint());
    put(forged, 'data/anchors/23.tsr', tsa.stamp(other.body()));
    expect(await reported(seal(forged))).toContain('V8');
  });

  it('without a proof between two checkpoints: V8', async () => {
    const forged = copy();
    forged.delete(pathLike(forged, /^data\/consistency\//));
    expect(await reported(seal(forged))).toEqual(['V8']);
  });
});

describe('attack 5: an entry is dated back, or ahead', () => {
  it.each([
    ['all a day back', (_: number) => -DAY_MS],
    ['all a day ahead', (_: number) => DAY_MS],
    ['the last a day ahead', (n: number) => (n === 8 ? DAY_MS : 0)],
    ['one before the entry that it follows', (n: number) => (n === 4 ? -1000 : 0)],
  ])('%s: V13', async (_, shift) => {
    const now = Date.now();
    const forged = bundleOf({ tsa, at: (n) => new Date(now + shift(n)) });
    expect(await reported(forged)).toEqual(['V13']);
  });
});

describe('attack 7: a package is swapped', () => {
  const swapped = () => {
    const files = copy();
    put(files, `data/artifacts/${DISCLOSURE}.zip`, 'something else');
    return files;
  };

  it('alone: V1; with the manifest: V3; with the statement: V12', async () => {
    expect(await reported(swapped())).toEqual(['V1', 'V3', 'V12']);
    expect(await reported(pack(swapped()))).toEqual(['V3', 'V12']);
    expect(await reported(seal(swapped()))).toEqual(['V12']);
  });

  it('for one that no entry names: V12', async () => {
    const files = copy();
    put(files, 'data/artifacts/dsc_00000000000000000000000000000000.zip', 'a package');
    expect(await reported(seal(files))).toEqual(['V12']);
  });
});

describe('attack 8 and 9: a receipt is replayed or forged', () => {
  const task = `tsk_${'e'.repeat(32)}`;

  it.each([
    ['of another task', receiptFor({ task })],
    ['of another dispatch', receiptFor({ nonce: 'another nonce' })],
    ['given to somebody else', receiptFor({ aud: 'other.example' })],
    ['of another outcome', receiptFor({ outcome: 'nothing_found' })],
    ['under another key', receiptFor({}, secret('thief'))],
  ])('%s: V11', async (_, receipt) => {
    expect(await reported(bundleOf({ tsa, receipt }))).toEqual(['V11']);
  });

  it('left out: V11', async () => {
    const forged = copy();
    forged.delete(`data/receipts/accounts/${TASK}.jws`);
    expect(await reported(seal(forged))).toEqual(['V11']);
  });

  it('under a key of ours with the connector’s name: V11, for the log registered another', async () => {
    const system = SYSTEM.slice(0, 1);
    expect(await reported(bundleOf({ tsa, system }))).toEqual(['V11']);
  });

  it('after its key was revoked: V11', async () => {
    const key = thumbprintOf(CONNECTOR);
    const system = [...SYSTEM, ['key.revoked', { connector: 'accounts', key }] as const];
    const forged = bundleOf({ tsa, system: system.map(([type, data]) => [type, data]) });
    expect(await reported(forged)).toEqual(['V11']);
  });

  it('to an order from before its key was revoked: V11', async () => {
    // The installation's entries come first in the samples, so the revocation gets a later place.
    const key = thumbprintOf(CONNECTOR);
    const log = newLog();
    const revoked: Fact = ['key.revoked', { connector: 'accounts', key }];
    const forged = bundleOf({ tsa, log, late: { after: 4, fact: revoked } });
    expect(await reported(forged)).toEqual(['V11']);
    const harmless = bundleOf({ tsa, log: newLog(), late: { after: 5, fact: revoked } });
    expect(await reported(harmless)).toEqual([]);
  });

  it('stated for another connector: V11', async () => {
    const forged = seal(copy(), undefined, { connectors: [] });
    expect(await reported(forged)).toEqual(['V11']);
  });

  it('stated to be others: V11; and another count, head or tree: V9, V8', async () => {
    const checkpoint = { origin: ORIGIN, size: 22, root: Buffer.alloc(32).toString('base64') };
    expect(await reported(seal(copy(), undefined, { receipts: [] }))).toEqual(['V11']);
    expect(await reported(seal(copy(), undefined, { entries: 7 }))).toEqual(['V9']);
    expect(await reported(seal(copy(), undefined, { first: '' }))).toEqual(['V9']);
    expect(await reported(seal(copy(), undefined, { last: '' }))).toEqual(['V9']);
    expect(await reported(seal(copy(), undefined, { request: 'req_other' }))).toEqual(['V9']);
    expect(await reported(seal(copy(), undefined, { checkpoint }))).toEqual(['V8']);
  });

  it('under a key registered only afterwards: V11', async () => {
    const log = newLog();
    const forged = bundleOf({ tsa, log });
    const late = edit(forged, 'data/system/2.tlog-proof', (text) =>
      text.replace(/index \d+/, 'index 22'),
    );
    expect(await reported(seal(late))).toEqual(['V7', 'V11']);
  });
});

describe('attack 12: a bundle that brings its own keys', () => {
  it('is signed by nobody who is pinned: V2, V4', async () => {
    const statements = party('privacy.example.org/statements', 1, 'other statements');
    const own = party(ORIGIN, 1, 'other log');
    const forged = bundleOf({ tsa, log: newLog(own.signer) });
    put(forged, 'keys/log.vkey', own.vkey);
    expect(await reported(seal(forged, statements.signer))).toEqual(['V2', 'V4', 'V5']);
  });

  it('of a log of another name under a pinned key: V4', async () => {
    const trust = trustFiles(tsa.chain);
    put(trust, 'log.vkey', party('other.example/log', 1, 'other log').vkey);
    expect(await reported(good, trust)).toEqual(['V4', 'V5']);
  });
});

describe('attack 13: the key of the log is stolen', () => {
  it('and another tree is signed, which too few witnesses cosign: V5', async () => {
    const [one] = WITNESSES;
    if (!one) throw new Error('a witness');
    const forged = bundleOf({ tsa, log: newLog(LOG.signer, [one.signer]) });
    expect(await reported(forged)).toEqual(['V5']);
    expect(await reported(bundleOf({ tsa, log: newLog(LOG.signer, []) }))).toEqual(['V5']);
  });

  it('and the cosignatures of another checkpoint are put below: V5', async () => {
    const forged = bundleOf({ tsa, log: newLog(LOG.signer, []) });
    const other = newLog();
    other.fill(9);
    const lines = other.checkpoint().split('\n').slice(5).join('\n');
    edit(forged, PATHS.checkpoint, (text) => text + lines);
    expect(await reported(seal(forged))).toEqual(['V5']);
  });
});

describe('attack 14: the proof is about another leaf', () => {
  it('whatever leaf lies in the bundle: V7', async () => {
    const forged = copy();
    put(forged, event(3, 'tlog-proof'), textOf(good, event(4, 'tlog-proof')));
    expect(await reported(seal(forged))).toContain('V7');
    put(forged, event(3, 'leaf'), textOf(good, event(4, 'leaf')));
    expect(await reported(seal(forged))).toContain('V7');
  });
});

describe('attack 6 and 15: another history of the request is shown than was begun', () => {
  /** What the person got when the request came in: the proof of the first entry, with its leaf. */
  const receiptOf = (files: Files) =>
    formatTlogProof({
      ...parseTlogProof(textOf(files, event(1, 'tlog-proof'))),
      extra: files.get(event(1, 'leaf')) ?? Buffer.alloc(0),
    });
  const withReceipt = (receipt: string) => {
    const trust = trustFiles(tsa.chain);
    put(trust, 'intake.tlog-proof', receipt);
    return trust;
  };

  it('is shown by the receipt that the person holds: V9', async () => {
    expect(await reported(good, withReceipt(receiptOf(good)))).toEqual([]);
    const later = new Date(Date.now() + 1000);
    const nicer = bundleOf({ tsa, at: () => later });
    expect(await reported(nicer)).toEqual([]);
    expect(await reported(nicer, withReceipt(receiptOf(good)))).toEqual(['V9']);
  });

  it.each([
    ['a leaf that is not in the log', (text: string) => text.replace(/index \d+/, 'index 7')],
    ['no leaf', (text: string) => text.replace(/extra .*\n/, '')],
    ['a leaf that is none', (text: string) => text.replace(/extra .*\n/, 'extra AAAA\n')],
    ['a checkpoint that is not signed', (text: string) => text.replace('\n23\n', '\n24\n')],
  ])('a receipt with %s is no receipt', (_, change) => {
    expect(() => parseTrust(withReceipt(change(receiptOf(good))))).toThrow(Malformed);
  });
});

describe('the four that a first verifier missed', () => {
  it('a swapped export with its manifest made anew: V3', async () => {
    const forged = copy();
    put(forged, `data/artifacts/${DISCLOSURE}.zip`, 'something else');
    expect(await reported(pack(forged))).toContain('V3');
  });

  it('a dropped entry with its proof: V9', async () => {
    expect(await reported(seal(drop(copy(), 3)))).toContain('V9');
  });

  it('a removed timestamp: V6', async () => {
    const forged = copy();
    forged.delete(pathLike(forged, /\.tsr$/));
    expect(await reported(seal(forged))).toEqual(['V6']);
  });

  it('a genuine receipt from another task: V11', async () => {
    const task = `tsk_${'e'.repeat(32)}`;
    const forged = bundleOf({ tsa, receipt: receiptFor({ task, nonce: 'its own' }) });
    expect(await reported(forged)).toEqual(['V11']);
  });
});
