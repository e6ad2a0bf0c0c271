import { createHash } from 'node:crypto';
import { formatVerifierKey, KEY_TYPE, verifierKey, type KeyType } from './verifier-key.js';
import { isQuorum, parseWitnessPolicy } from './witness-policy.js';

const vkey = (name: string, type: KeyType = KEY_TYPE.cosignature) =>
  formatVerifierKey(verifierKey(name, type, createHash('sha256').update(name).digest()));
const witness = (name: string) => `witness ${name} ${vkey(name)}\n`;
const SIX = ['x1', 'x2', 'x3', 'y1', 'y2', 'y3'].map(witness).join('');

/** The example of the specification: two of one organisation's three, and any of another's. */
const EXAMPLE = `log ${vkey('example.com/log', KEY_TYPE.note)} https://example.com/
${SIX}group xs 2 x1 x2 x3
group ys any y1 y2 y3
group both all xs ys
quorum both
`;

describe('a policy of groups within groups', () => {
  const policy = parseWitnessPolicy(EXAMPLE);

  it.each([
    ['x1 x2 y3', true],
    ['x1 x2 x3 y1 y2 y3', true],
    ['x1 x2 x3', false],
    ['x1 y1 y2 y3', false],
    ['', false],
    ['x1 x1 y1', false],
    ['both', false],
    ['stranger x1 y1', false],
  ])('takes %j: %s', (names, want) => {
    expect(isQuorum(policy, new Set(names.split(' ')))).toBe(want);
  });

  it('knows its log and the URLs', () => {
    expect(policy.logs.map(({ name }) => name)).toEqual(['example.com/log']);
    const one = parseWitnessPolicy(`witness w ${vkey('w')} https://w.example/\nquorum w\n`);
    expect(one.witnesses.get('w')?.url).toBe('https://w.example/');
  });

  it('asks for nobody with none', () => {
    expect(isQuorum(parseWitnessPolicy('quorum none\n'), new Set())).toBe(true);
  });

  it('lets a witness cosign that is named by its plain key', () => {
    const plain = parseWitnessPolicy(`witness w ${vkey('w', KEY_TYPE.note)}\nquorum w\n`);
    expect(plain.witnesses.get('w')?.key).toMatchObject({ type: KEY_TYPE.cosignature });
  });
});

describe('a policy is refused, by its line,', () => {
  it.each([
    ['with a word that is unknown', 'witnesses w\n', 'Line 1 '],
    ['with a group of nobody', `${SIX}group g any\nquorum g\n`, 'Line 7 '],
    ['with a threshold of none', `${SIX}group g 0 x1\nquorum g\n`, 'Line 7 '],
    ['with a threshold beyond the group', `${SIX}group g 3 x1 x2\nquorum g\n`, 'Line 7 '],
    ['with a threshold of 01', `${SIX}group g 01 x1\nquorum g\n`, 'Line 7 '],
    ['with a member of two groups', `${SIX}group g any x1\ngroup h any x1\n`, 'Line 8 '],
    ['with a member named twice', `${SIX}group g 2 x1 x1\nquorum g\n`, 'Line 7 '],
    ['with a member defined later', 'group g any x1\n', 'Line 1 '],
    ['with the member none', `${SIX}group g any none\n`, 'Line 7 '],
    ['with a group in itself', `${SIX}group g any g x1\n`, 'Line 7 '],
    ['with two quorums', 'quorum none\nquorum none\n', 'Line 2 '],
    ['with one key under two names', `${witness('w')}witness v ${vkey('w')}\n`, 'Line 2 '],
    ['with a name twice', `${witness('w')}group w any w\n`, 'Line 2 '],
    ['with a log twice', `${EXAMPLE}log ${vkey('example.com/log', KEY_TYPE.note)}\n`, 'Line 12 '],
    ['with a log under a key of a witness', `log ${vkey('l')}\n`, 'Line 1 '],
    ['with a key that is none', 'witness w w+00000000+AAAA\n', 'Line 1 '],
    ['with a carriage return', 'quorum none\r\n', 'Line 1 '],
    ['with more than a witness needs', `witness w ${vkey('w')} a b\n`, 'Line 1 '],
    ['with more than a log needs', `log ${vkey('l', KEY_TYPE.note)} a b\n`, 'Line 1 '],
    ['with more than a quorum needs', 'quorum none none\n', 'Line 1 '],
  ])('%s', (_, text, line) => {
    expect(() => parseWitnessPolicy(text)).toThrow(line);
  });
});
