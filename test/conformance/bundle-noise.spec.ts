import {
  Malformed,
  openLeafReceipt,
  parseCheckpoint,
  parseEnvelope,
  parseNote,
  parseSignerKey,
  parseTilePath,
  parseTlogProof,
  parseTrust,
  parseVerifierKey,
  parseWitnessPolicy,
  PATHS,
  verifyBundle,
  verifyTimestamp,
} from '@habeas/evidence-format';
import fc from 'fast-check';
import { bundleOf, LOG, pack, textOf, trustFiles } from './sample-bundle.js';
import { TimestampAuthority } from './timestamp-authority.js';

const good = bundleOf();
const trust = parseTrust(trustFiles());
const proof = textOf(good, 'data/events/1.tlog-proof');

const PARSERS: [string, (text: string) => unknown, string][] = [
  ['a note', parseNote, textOf(good, PATHS.checkpoint)],
  ['a checkpoint', parseCheckpoint, 'example.org/log\n3\nAAAA\n'],
  ['a key', parseVerifierKey, LOG.vkey],
  ['a signing key', parseSignerKey, 'PRIVATE+KEY+a+00000000+AAAA'],
  ['a proof', parseTlogProof, proof],
  ['a receipt', (text) => openLeafReceipt(text, trust.logKeys), proof],
  ['a policy', parseWitnessPolicy, textOf(trustFiles(), 'policy')],
  ['an envelope', parseEnvelope, textOf(good, PATHS.envelope)],
  ['a tile', parseTilePath, 'tile/0/x001/234.p/5'],
];

/** Where to cut, how much, and what to put there instead. */
const edits = fc.tuple(fc.nat(), fc.nat(8), fc.oneof(fc.string(), fc.string({ unit: 'binary' })));
const edited = (text: string, [at, cut, put]: [number, number, string]) => {
  const start = at % (text.length + 1);
  return text.slice(0, start) + put + text.slice(start + cut);
};

/** Anything but Malformed is a bug. */
function onlyMalformed(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
}

describe('whatever is put in its place', () => {
  it.each(PARSERS)('%s is read or refused, and nothing else happens', (_, parse, text) => {
    fc.assert(
      fc.property(edits, fc.string(), (edit, noise) => {
        onlyMalformed(() => parse(edited(text, edit)));
        onlyMalformed(() => parse(noise));
      }),
      { numRuns: 300 },
    );
  });

  it('a timestamp is read or refused', () => {
    const tsa = new TimestampAuthority();
    try {
      const token = tsa.stamp('data').toString('latin1');
      const read = (text: string) =>
        verifyTimestamp(Buffer.from(text, 'latin1'), Buffer.from('data'), tsa.chain);
      const property = fc.property(edits, (edit) => onlyMalformed(() => read(edited(token, edit))));
      fc.assert(property, { numRuns: 500 });
    } finally {
      tsa.close();
    }
  });

  it('a bundle with any one file edited gets a verdict, and not a good one', async () => {
    const paths = [...good.keys()].filter((path) => path.startsWith('data/'));
    const property = fc.asyncProperty(fc.constantFrom(...paths), edits, async (path, edit) => {
      const before = good.get(path)?.toString('latin1') ?? '';
      const after = edited(before, edit);
      fc.pre(before !== after);
      const files = new Map(good).set(path, Buffer.from(after, 'latin1'));
      expect((await verifyBundle(pack(files), trust)).verdict).toBe('failed');
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
