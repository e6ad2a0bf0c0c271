import { createPublicKey, verify } from 'node:crypto';
import {
  formatVerifierKey,
  Malformed,
  openNote,
  parseCheckpoint,
  parseSignerKey,
  parseVerifierKey,
  signNote,
} from '@habeas/evidence-format';
import { hex, readVectors } from './tlog-vectors.js';

interface NoteVectors {
  vkeys: { vkey: string; valid: boolean; why?: string }[];
  signing: { skey: string; text: string; signed: string };
  open: {
    name: string;
    msg?: string;
    msgHex?: string;
    msgRepeat?: { prefix: string; line: string; times: number };
    known: string[];
    ok: boolean;
    verified?: string[];
    unverified?: string[];
  }[];
}

interface BodyVectors {
  cases: { body: string; ok: boolean; origin?: string; size?: string; rest?: string }[];
  goTree: { format: { size: string; text: string }; bad: string[] };
}

interface Wycheproof {
  tests: { tcId: number; pk: string; msg: string; sig: string; result: string; comment: string }[];
}

const notes = readVectors<NoteVectors>('signed-note');
const bodies = readVectors<BodyVectors>('checkpoint-body');
const wycheproof = readVectors<Wycheproof>('ed25519-wycheproof');
const short = (text: string) => (text.length > 48 ? `${text.slice(0, 48)}…` : text);

describe('verifier keys', () => {
  const good = notes.vkeys.filter(({ valid }) => valid);
  const bad = notes.vkeys.filter(({ valid }) => !valid);

  it.each(good)('takes $vkey', ({ vkey }) => {
    expect(formatVerifierKey(parseVerifierKey(vkey))).toBe(vkey);
  });

  it.each(bad.map((one) => ({ ...one, short: short(one.vkey) })))(
    'refuses $short ($why)',
    ({ vkey }) => {
      expect(() => parseVerifierKey(vkey)).toThrow(Malformed);
    },
  );

  it('are all thirteen here', () => {
    expect([good.length, bad.length]).toEqual([7, 6]);
  });

  it.each(good)('refuses every proper substring of $vkey', ({ vkey }) => {
    for (let start = 0; start < vkey.length; start += 1) {
      for (let end = start; end <= vkey.length; end += 1) {
        if (end - start === vkey.length) continue;
        expect(() => parseVerifierKey(vkey.slice(start, end))).toThrow(Malformed);
      }
    }
  });

  it.each(good)('refuses every single byte of $vkey incremented', ({ vkey }) => {
    for (let at = 0; at < vkey.length; at += 1) {
      const next = String.fromCharCode(vkey.charCodeAt(at) + 1);
      const changed = vkey.slice(0, at) + next + vkey.slice(at + 1);
      expect(() => parseVerifierKey(changed)).toThrow(Malformed);
    }
  });
});

describe('signing a note', () => {
  const { skey, text, signed } = notes.signing;

  it('gives the published bytes', () => {
    expect(signNote(text, parseSignerKey(skey))).toBe(signed);
  });

  it.each(['PRIVATE+KEY+', 'PUBLIC+KEY+'])(
    'takes no key that is cut or named otherwise',
    (head) => {
      expect(() => parseSignerKey(head + skey.slice('PRIVATE+KEY+'.length + 1))).toThrow(Malformed);
    },
  );
});

const messageOf = ({ msg, msgHex, msgRepeat }: NoteVectors['open'][number]) => {
  if (msgHex !== undefined) return hex(msgHex);
  if (!msgRepeat) return msg ?? '';
  return msgRepeat.prefix + msgRepeat.line.repeat(msgRepeat.times);
};

describe('opening a note', () => {
  it('has all seventeen cases', () => {
    expect(notes.open).toHaveLength(17);
  });

  it.each(notes.open.filter(({ ok }) => ok))('accepts: $name', (one) => {
    const { verified, signatures } = openNote(messageOf(one), one.known.map(parseVerifierKey));
    const names = verified.map(({ key }) => key.name);
    expect(names).toEqual(one.verified);
    const others = signatures.filter(({ name }) => !names.includes(name));
    if (one.unverified) expect(others.map(({ name }) => name)).toEqual(one.unverified);
  });

  it.each(notes.open.filter(({ ok }) => !ok))('refuses: $name', (one) => {
    expect(() => openNote(messageOf(one), one.known.map(parseVerifierKey))).toThrow(Malformed);
  });

  it.each([
    ['a carriage return', 'text\r\n\n\u2014 a AAAAAAA=\n'],
    ['a tab', 'te\txt\n\n\u2014 a AAAAAAA=\n'],
    ['a lone surrogate', 'te\ud800xt\n\n\u2014 a AAAAAAA=\n'],
    ['two spaces before the signature', 'text\n\n\u2014 a  AAAAAAA=\n'],
    ['a signature of the key id alone', 'text\n\n\u2014 a AAAAAA==\n'],
    ['more than a million characters', `${'a'.repeat(1_000_000)}\n\n\u2014 a AAAAAAA=\n`],
  ])('refuses %s, whoever signed', (_, note) => {
    const key = parseSignerKey(notes.signing.skey);
    const known = notes.vkeys.slice(0, 1).map(({ vkey }) => parseVerifierKey(vkey));
    const good = signNote('text\n', key);
    expect(openNote(good, known).text).toBe('text\n');
    expect(() => openNote(note + good.slice(good.indexOf('\u2014')), known)).toThrow(Malformed);
  });
});

/** A root of another length than 32 bytes, which the parser that these cases are from lets pass. */
const rootOf = (body: string) => body.split('\n')[2] ?? '';
const ROOT = Buffer.alloc(32, 7).toString('base64');

describe('the text of a checkpoint', () => {
  const good = bodies.cases.filter(({ ok }) => ok);
  const bad = bodies.cases.filter(({ ok }) => !ok);

  it('has all cases', () => {
    expect([good.length, bad.length]).toEqual([5, 7]);
  });

  it.each(good)('is taken with a root of 32 bytes: $body', ({ body, origin, size, rest }) => {
    const parsed = parseCheckpoint(body.replace(rootOf(body), ROOT));
    if (origin !== undefined) expect(parsed.origin).toBe(origin);
    if (size !== undefined) expect(String(parsed.size)).toBe(size);
    expect(parsed.extension).toBe(rest ?? '');
  });

  it.each(good)('is refused with a root of another length: $body', ({ body }) => {
    expect(() => parseCheckpoint(body)).toThrow('A hash has not 32 bytes');
  });

  it.each(bad)('is refused with either root: $body', ({ body }) => {
    expect(() => parseCheckpoint(body)).toThrow(Malformed);
    const root = rootOf(body);
    if (root.endsWith('=')) {
      expect(() => parseCheckpoint(body.replace(root, ROOT))).toThrow(Malformed);
    }
  });

  it('of the Go tree is taken', () => {
    const { size, text } = bodies.goTree.format;
    expect(String(parseCheckpoint(text).size)).toBe(size);
  });

  it.each(bodies.goTree.bad)('of another tree, or malformed, is refused: %j', (text) => {
    const openAsGo = () => {
      if (parseCheckpoint(text).origin !== 'go.sum database tree') throw new Malformed('origin');
    };
    expect(openAsGo).toThrow(Malformed);
  });

  it.each(['9007199254740992', '18446744073709551615', '01', '+1', '1e3', '0x1', ' 1', '1.0'])(
    'is refused with the size %j',
    (size) => {
      expect(() => parseCheckpoint(`Log\n${size}\n${ROOT}\n`)).toThrow(Malformed);
    },
  );

  it('is exact at the largest size', () => {
    expect(parseCheckpoint(`Log\n9007199254740991\n${ROOT}\n`).size).toBe(2 ** 53 - 1);
  });
});

describe('Ed25519 as Node has it, by Wycheproof', () => {
  it('has 151 cases', () => {
    expect(wycheproof.tests).toHaveLength(151);
  });

  it.each(wycheproof.tests)('$tcId is $result: $comment', ({ pk, msg, sig, result }) => {
    const x = hex(pk).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, hex(msg), key, hex(sig))).toBe(result === 'valid');
  });
});
