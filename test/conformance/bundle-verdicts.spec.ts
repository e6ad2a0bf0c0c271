import { parseTrust, PATHS, verifyBundle, type BundleVerdict } from '@habeas/evidence-format';
import {
  bundleOf,
  factsOf,
  pack,
  put,
  receiptFor,
  seal,
  trustFiles,
  type Files,
} from './sample-bundle.js';
import { TimestampAuthority } from './timestamp-authority.js';

const IDS = Array.from({ length: 13 }, (_, index) => `V${index + 1}`);

/** `V5 weaker` of each step that did not pass. */
const beyondPassed = ({ steps }: BundleVerdict) =>
  steps.filter(({ status }) => status !== 'passed').map(({ id, status }) => `${id} ${status}`);

const open = () => factsOf(receiptFor()).slice(0, 7);

describe('a bundle that holds', () => {
  let tsa: TimestampAuthority;
  let good: Files;

  beforeAll(() => {
    tsa = new TimestampAuthority();
    good = bundleOf({ tsa });
  });
  afterAll(() => tsa.close());

  const without = (...names: string[]) => {
    const trust = trustFiles(tsa.chain);
    for (const name of names) trust.delete(name);
    return parseTrust(trust);
  };

  it('is verified: each step passed, and says what it can not show', async () => {
    const result = await verifyBundle(good, without());
    expect(beyondPassed(result)).toEqual([]);
    expect(result.verdict).toBe('verified');
    expect(result.steps.map(({ id }) => id)).toEqual(IDS);
    for (const { detail, unchecked } of result.steps) {
      expect(detail).toMatch(/\.$/);
      expect(unchecked.length).toBeGreaterThan(20);
    }
  });

  it.each([
    ['witnesses', ['policy'], ['V5 weaker']],
    ['timestamps', ['tsa-chain.pem'], ['V6 weaker']],
    ['either', ['policy', 'tsa-chain.pem'], ['V5 weaker', 'V6 weaker', 'V13 weaker']],
  ])('is weaker to whoever pins no %s', async (_, names, want) => {
    const result = await verifyBundle(good, without(...names));
    expect(beyondPassed(result)).toEqual(want);
    expect(result.verdict).toBe('weaker');
  });

  it('is weaker to whoever asks for no quorum', async () => {
    const trust = trustFiles(tsa.chain);
    put(trust, 'policy', 'quorum none\n');
    expect(beyondPassed(await verifyBundle(good, parseTrust(trust)))).toEqual(['V5 weaker']);
  });

  it('is open while the request is, never verified', async () => {
    const result = await verifyBundle(bundleOf({ tsa, facts: open() }), without());
    expect(beyondPassed(result)).toEqual(['V9 open']);
    expect(result.verdict).toBe('open');
  });

  it('is open rather than weaker when it is both', async () => {
    const result = await verifyBundle(bundleOf({ tsa, facts: open() }), without('policy'));
    expect(beyondPassed(result)).toEqual(['V5 weaker', 'V9 open']);
    expect(result.verdict).toBe('open');
  });

  it('says what it did not check without leaf list and copies', async () => {
    const bare = new Map(good);
    for (const path of bare.keys()) {
      if (/^data\/(?:leaves|artifacts)\//.test(path)) bare.delete(path);
    }
    const result = await verifyBundle(seal(bare), without());
    expect(beyondPassed(result)).toEqual(['V10 not_checked', 'V12 not_checked']);
    expect(result.verdict).toBe('verified');
    expect(result.steps[11]?.detail).toMatch(/dsc_c+ [\w-]{43}\.$/);
  });

  it('fails at the timestamps where they are asked for and not there', async () => {
    const result = await verifyBundle(bundleOf(), without());
    expect(beyondPassed(result)).toEqual(['V6 failed']);
  });

  it('fails with any one of its files gone, even where the manifests are made anew', async () => {
    // What the auditor does not need: the tag manifest's list has nothing behind it but itself.
    const paths = [...good.keys()].filter((path) => !path.includes('manifest-'));
    for (const path of paths) {
      const changed = new Map(good);
      changed.delete(path);
      const { verdict } = await verifyBundle(changed, without());
      expect([path, verdict]).toEqual([path, 'failed']);
      if (path === PATHS.declaration) continue;
      const packed = await verifyBundle(pack(new Map(changed)), without());
      expect([path, packed.verdict]).toEqual([path, 'failed']);
    }
  });

  it('fails with any one bit of any file changed', async () => {
    for (const [path, bytes] of good) {
      const changed = new Map(good);
      const flipped = Buffer.from(bytes);
      const at = Math.floor(bytes.length / 2);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      changed.set(path, flipped);
      expect([path, (await verifyBundle(changed, without())).verdict]).toEqual([path, 'failed']);
    }
  });

  it('fails when it is empty, at every step that looks for something', async () => {
    const { verdict, steps } = await verifyBundle(new Map(), without());
    const others = steps.filter(({ status }) => status !== 'failed').map(({ id }) => id);
    expect([verdict, others]).toEqual(['failed', ['V10', 'V12']]);
  });
});

describe('a trust folder', () => {
  it.each([
    ['log.vkey', undefined, 'The trust folder lacks log.vkey'],
    ['statement.vkey', undefined, 'The trust folder lacks statement.vkey'],
    ['log.vkey', '\n', 'log.vkey of the trust folder has no key'],
    ['statement.vkey', 'not a key\n', 'statement.vkey of the trust folder: '],
    ['policy', 'quorum nobody\n', 'Line 1 of the witness policy: '],
  ])('is refused with %s as %j', (name, content, message) => {
    const trust = trustFiles();
    if (content === undefined) trust.delete(name);
    else put(trust, name, content);
    expect(() => parseTrust(trust)).toThrow(message);
  });
});
