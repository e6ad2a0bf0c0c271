import {
  formatSubmission,
  leafBytes,
  parseTrust,
  PATHS,
  sha256,
  signEnvelope,
  STATEMENT_MEDIA_TYPE,
  tag,
  verifyBundle,
  type StepId,
} from '@habeas/evidence-format';
import {
  bundleOf,
  factsOf,
  newLog,
  pack,
  put,
  receiptFor,
  seal,
  STATEMENTS,
  textOf,
  trustFiles,
  type Files,
} from './sample-bundle.js';
import { ORIGIN, party, SampleLog, secret } from './sample-log.js';
import { TimestampAuthority } from './timestamp-authority.js';

let tsa: TimestampAuthority;
let good: Files;

beforeAll(() => {
  tsa = new TimestampAuthority();
  good = bundleOf({ tsa });
});
afterAll(() => tsa.close());

async function reported(files: Files, trust = trustFiles(tsa.chain)): Promise<StepId[]> {
  const { steps } = await verifyBundle(files, parseTrust(trust));
  return steps.filter(({ status }) => status === 'failed').map(({ id }) => id);
}

const copy = () => new Map(good);
const pathsLike = (files: Files, form: RegExp) =>
  [...files.keys()].filter((path) => form.test(path));
const pathLike = (files: Files, form: RegExp) => pathsLike(files, form)[0] ?? '';

function edit(files: Files, path: string, change: (text: string) => string): void {
  const [before, after] = [textOf(files, path), change(textOf(files, path))];
  if (before === after) throw new Error(`Nothing was changed in ${path}`);
  put(files, path, after);
}

function rename(files: Files, from: string, to: string): void {
  put(files, to, files.get(from) ?? '');
  files.delete(from);
}

type Forge = (files: Files) => void;

/** By whoever changes files and makes the manifests anew, or not even those. */
const CHANGED: [string, Forge, StepId[]][] = [
  ['a file that no manifest lists', (f) => put(f, 'keys/extra', 'x'), ['V1']],
  ['a path that climbs', (f) => put(f, '../x', 'x'), ['V1']],
  ['a path with a space', (f) => put(f, 'keys/a b', 'x'), ['V1']],
  ['another BagIt', (f) => put(f, PATHS.declaration, 'BagIt-Version: 0.97\n'), ['V1']],
  ['a manifest without its newline', (f) => edit(f, PATHS.manifest, (t) => t.trimEnd()), ['V1']],
  ['a manifest that lists a file twice', (f) => edit(f, PATHS.manifest, (t) => t + t), ['V1']],
  [
    'a manifest that lists what is not there',
    (f) => edit(f, PATHS.manifest, (t) => `${t}${'0'.repeat(64)}  data/x\n`),
    ['V1'],
  ],
  [
    'a payload manifest that lists a file of the other',
    (f) =>
      edit(
        f,
        PATHS.manifest,
        (t) =>
          `${t}${sha256(f.get(PATHS.declaration) ?? '').toString('hex')}  ${PATHS.declaration}\n`,
      ),
    ['V1'],
  ],
];

const PACKED: [string, Forge, StepId[]][] = [
  ['another signature beside', (f) => put(f, PATHS.signature, Buffer.alloc(64)), ['V2']],
  ['another statement beside', (f) => edit(f, PATHS.statement, (t) => `${t}\n`), ['V2']],
  ['an envelope of another type', (f) => restate(f, 'application/json'), ['V2']],
  ['an envelope of the same type, to compare', (f) => restate(f, STATEMENT_MEDIA_TYPE), []],
  ['a file that the statement does not name', (f) => put(f, 'data/notes.txt', 'x'), ['V3']],
];

/** By whoever can sign statements too. */
const SEALED: [string, Forge, StepId[]][] = [
  [
    'a changed size',
    (f) => edit(f, PATHS.checkpoint, (t) => t.replace('\n23\n', '\n24\n')),
    ['V4', 'V5', 'V8', 'V10'],
  ],
  [
    'a list that gives another root',
    (f) => {
      const path = pathLike(f, /^data\/leaves\//);
      const bytes = Buffer.from(f.get(path) ?? '');
      bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      put(f, path, bytes);
    },
    ['V10'],
  ],
  [
    'a list of another size by its name',
    (f) => rename(f, 'data/leaves/23.bin', 'data/leaves/22.bin'),
    ['V10'],
  ],
  [
    'a list that is cut',
    (f) =>
      put(f, 'data/leaves/23.bin', (f.get('data/leaves/23.bin') ?? Buffer.alloc(0)).subarray(64)),
    ['V10'],
  ],
  [
    'a timestamp over something else',
    (f) => put(f, pathLike(f, /\.tsr$/), tsa.stamp('something else')),
    ['V6'],
  ],
  ['no timestamp from before', (f) => void f.delete('data/anchors/5.tsr'), ['V6']],
  ['no timestamp from after', (f) => void f.delete('data/anchors/23.tsr'), ['V6']],
  [
    'an anchor by another size',
    (f) => rename(f, 'data/anchors/5.checkpoint', 'data/anchors/6.checkpoint'),
    ['V6', 'V13'],
  ],
  [
    'a consistency proof by other sizes',
    (f) => rename(f, 'data/consistency/5-23.txt', 'data/consistency/5-22.txt'),
    ['V8'],
  ],
  [
    'a consistency proof that proves nothing',
    (f) =>
      put(
        f,
        'data/consistency/5-23.txt',
        formatSubmission({ oldSize: 5, proof: [], checkpoint: textOf(f, PATHS.checkpoint) }),
      ),
    ['V8'],
  ],
  [
    'another count in the opening',
    (f) => edit(f, PATHS.opening, (t) => t.replace('"n":8', '"n":9')),
    ['V9'],
  ],
  [
    'another request in the opening',
    (f) => edit(f, PATHS.opening, (t) => t.replace('req_a', 'req_b')),
    ['V9'],
  ],
  [
    'another tag key in the opening',
    (f) => {
      const kreq = secret('kreq').toString('base64');
      edit(f, PATHS.opening, (t) => t.replace(kreq, secret('other').toString('base64')));
    },
    ['V7', 'V9', 'V10'],
  ],
  ['a salt that is gone', (f) => void f.delete('data/events/2.salt'), ['V7', 'V9']],
  [
    'a leaf with another tag',
    (f) =>
      edit(f, 'data/events/8.leaf', (t) => t.replace(/\n./, (c) => (c === '\nA' ? '\nB' : '\nA'))),
    ['V7'],
  ],
  ['a proof that is gone', (f) => void f.delete('data/events/2.tlog-proof'), ['V7', 'V10']],
  [
    'a proof at another place',
    (f) => edit(f, 'data/events/2.tlog-proof', (t) => t.replace(/index \d+/, 'index 9')),
    ['V7', 'V10'],
  ],
  [
    'an entry of the installation that is none',
    (f) => edit(f, 'data/system/1.json', (t) => `${t} `),
    ['V7'],
  ],
  ['keys of connectors that are gone', (f) => void f.delete(PATHS.connectorKeys), ['V11']],
  [
    'keys of connectors that are none',
    (f) => put(f, PATHS.connectorKeys, '{"keys":{}}'),
    ['V9', 'V11'],
  ],
];

/** The same statement in an envelope of that type. */
function restate(files: Files, type: string): void {
  const statement = files.get(PATHS.statement) ?? Buffer.alloc(0);
  const envelope = signEnvelope(type, statement, STATEMENTS.signer);
  const [signature] = (JSON.parse(envelope) as { signatures: { sig: string }[] }).signatures;
  put(files, PATHS.envelope, envelope);
  put(files, PATHS.signature, Buffer.from(signature?.sig ?? '', 'base64'));
}

describe('which step reports', () => {
  it.each(CHANGED)('%s', async (_, forge, want) => {
    const files = copy();
    forge(files);
    expect(await reported(files)).toEqual(want);
  });

  it.each(PACKED)('%s, with its manifests', async (_, forge, want) => {
    const files = copy();
    forge(files);
    expect(await reported(pack(files))).toEqual(want);
  });

  it.each(SEALED)('%s, with its statement', async (_, forge, want) => {
    const files = copy();
    forge(files);
    expect(await reported(seal(files))).toEqual(want);
  });
});

describe('V4', () => {
  it('reports checkpoints of two logs, though both are pinned', async () => {
    const other = party('other.example/log');
    const log = new SampleLog(other.signer, []);
    log.fill(5);
    const files = copy();
    put(files, 'data/anchors/5.checkpoint', log.checkpoint());
    const trust = trustFiles(tsa.chain);
    put(trust, 'log.vkey', `${textOf(trust, 'log.vkey')}${other.vkey}\n`);
    expect(await reported(seal(files), trust)).toContain('V4');
  });
});

describe('V8', () => {
  const empty = (root: Buffer) => {
    const files = copy();
    const log = newLog();
    const note = log.checkpointOf(`${ORIGIN}\n0\n${root.toString('base64')}\n`);
    put(files, 'data/anchors/0.checkpoint', note);
    return seal(files);
  };

  it('takes an anchor from before the first leaf, which everything follows', async () => {
    expect(await reported(empty(sha256('')))).toEqual([]);
    expect(await reported(empty(sha256('another')))).toEqual(['V8']);
  });
});

describe('V9', () => {
  it('reports a chain that closes twice', async () => {
    const facts = factsOf(receiptFor());
    facts.splice(6, 0, ['request.closed', { total: 8 }]);
    expect(await reported(bundleOf({ tsa, facts }))).toEqual(['V9']);
  });

  it('reports a total that is another', async () => {
    const facts = factsOf(receiptFor()).slice(0, 7);
    facts.push(['request.closed', { total: 9 }]);
    expect(await reported(bundleOf({ tsa, facts }))).toEqual(['V9']);
  });
});

describe('V10', () => {
  it('reports a second entry by the same number', async () => {
    const log = newLog();
    log.append(leafBytes(tag(secret('kreq'), 3), secret('another entry 3')));
    expect(await reported(bundleOf({ tsa, log }))).toEqual(['V10']);
  });
});

describe('V12', () => {
  it('reports a package of another size than was built', async () => {
    const facts = factsOf(receiptFor()).map(([type, data]): [string, object] =>
      type === 'disclosure.built' ? [type, { ...data, size: 1 }] : [type, data],
    );
    expect(await reported(bundleOf({ tsa, facts }))).toEqual(['V12']);
  });
});

describe('V13', () => {
  it.each([
    [-30, []],
    [30, []],
    [-90, ['V13']],
    [90, ['V13']],
  ])('with clocks %d seconds apart reports %j', async (seconds, want) => {
    const at = new Date(Date.now() + seconds * 1000);
    expect(await reported(bundleOf({ tsa, at: () => at }))).toEqual(want);
  });
});
