import { Malformed, verifyTimestamp } from '@habeas/evidence-format';
import {
  isTrusted,
  readCertificates,
} from '../../libs/evidence-format/src/log/timestamp-issuer.js';
import { TimestampAuthority } from './timestamp-authority.js';

const DATA = Buffer.from('privacy.example.org/log-1\n7\n…\n');

describe.each([
  ['ECDSA', undefined],
  ['RSA', '-newkey rsa:2048'],
])('RFC 3161 timestamps under %s', (_, key) => {
  let tsa: TimestampAuthority;
  beforeAll(() => {
    tsa = new TimestampAuthority(key);
  });
  afterAll(() => tsa.close());

  it.each(['sha256', 'sha512'])('give the time, over %s', (digest) => {
    const before = Date.now() - 2000;
    const time = verifyTimestamp(tsa.stamp(DATA, { digest }), DATA, tsa.chain).getTime();
    expect(time).toBeGreaterThan(before);
    expect(time).toBeLessThan(Date.now() + 2000);
  });

  it('are refused over other data', () => {
    const token = tsa.stamp(DATA);
    expect(() => verifyTimestamp(token, Buffer.from('other'), tsa.chain)).toThrow('something else');
  });

  it('are good in whichever shape they are signed', () => {
    const token = tsa.stamp(DATA);
    const again = tsa.restamp(token, 'stamping');
    expect(verifyTimestamp(again, DATA, tsa.chain)).toEqual(
      verifyTimestamp(token, DATA, tsa.chain),
    );
  });

  it.each(['loose', 'many'] as const)(
    'are refused by a certificate not for them alone: %s',
    (as) => {
      const token = tsa.restamp(tsa.stamp(DATA), as);
      expect(() => verifyTimestamp(token, DATA, tsa.chain)).toThrow('not for timestamps alone');
    },
  );

  it('are refused with another time written in', () => {
    const token = tsa.stamp(DATA);
    const at = /\d{14}Z/.exec(token.toString('latin1'))?.index ?? 0;
    token.write('1999', at, 'latin1');
    expect(() => verifyTimestamp(token, DATA, tsa.chain)).toThrow('changed after it was signed');
  });

  it('are refused where they were not granted', () => {
    const token = tsa.stamp(DATA);
    const status = token.indexOf(Buffer.from('3003020100', 'hex')) + 4;
    token.writeUInt8(2, status);
    expect(() => verifyTimestamp(token, DATA, tsa.chain)).toThrow('not granted');
  });

  it('are good under an intermediate that comes along, and refused without it', () => {
    const token = tsa.stamp(DATA, { as: 'under', along: 'middle' });
    expect(verifyTimestamp(token, DATA, tsa.chain)).toBeInstanceOf(Date);
    const bare = tsa.stamp(DATA, { as: 'under' });
    expect(() => verifyTimestamp(bare, DATA, tsa.chain)).toThrow('does not lead to');
  });

  it('are refused under a certificate that may issue none', () => {
    const token = tsa.stamp(DATA, { as: 'beneath', along: 'stamping' });
    expect(() => verifyTimestamp(token, DATA, tsa.chain)).toThrow('does not lead to');
  });

  it('are refused at a time when a certificate was not valid', () => {
    const [root] = readCertificates(tsa.chain);
    if (!root) throw new Error('a root');
    const trusted = (year: number) =>
      isTrusted({ signer: root, others: [], time: new Date(Date.UTC(year, 0)) }, [root]);
    const now = new Date();
    expect(isTrusted({ signer: root, others: [], time: now }, [root])).toBe(true);
    expect([trusted(now.getUTCFullYear() - 1), trusted(now.getUTCFullYear() + 2)]).toEqual([
      false,
      false,
    ]);
    expect(isTrusted({ signer: root, others: [root], time: now }, [])).toBe(false);
  });

  it('are refused where another root is pinned', () => {
    const other = new TimestampAuthority(key);
    try {
      const token = tsa.stamp(DATA);
      expect(() => verifyTimestamp(token, DATA, other.chain)).toThrow('does not lead to');
      expect(verifyTimestamp(token, DATA, other.chain + tsa.chain)).toBeInstanceOf(Date);
    } finally {
      other.close();
    }
  });

  it('never give another time, nor fail otherwise, with any byte changed', () => {
    const token = tsa.stamp(DATA);
    const time = verifyTimestamp(token, DATA, tsa.chain).getTime();
    const others = token.toJSON().data.filter((_byte, at) => {
      const changed = Buffer.from(token);
      changed.writeUInt8(changed.readUInt8(at) ^ 0x41, at);
      return timeOf(changed, tsa.chain, time) !== time;
    });
    expect(others).toEqual([]);
  });

  it('are refused cut at any length', () => {
    const token = tsa.stamp(DATA);
    for (let length = 0; length < token.length; length += 1) {
      expect(() => verifyTimestamp(token.subarray(0, length), DATA, tsa.chain)).toThrow(Malformed);
    }
  });

  it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'are refused with %j as what is pinned',
    (chain) => {
      expect(() => verifyTimestamp(tsa.stamp(DATA), DATA, chain)).toThrow(Malformed);
    },
  );
});

/** The time that it gives, or the one expected where it is refused as malformed. */
function timeOf(token: Buffer, chain: string, refused: number): number {
  try {
    return verifyTimestamp(token, DATA, chain).getTime();
  } catch (error) {
    if (error instanceof Malformed) return refused;
    throw error;
  }
}
