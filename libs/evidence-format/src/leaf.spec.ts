import {
  bindTagKey,
  commit,
  LEAF_BYTES,
  leafBytes,
  nonceDigest,
  receiptDigest,
  systemTagKey,
  tag,
} from './leaf.js';

const bytes = (value: number) => Buffer.alloc(32, value);

// The expected values were made with `openssl dgst` over the same bytes.
describe('the parts of a leaf', () => {
  it('commit to salt and payload', () => {
    expect(commit(bytes(7), '{"v":1}').toString('base64')).toBe(
      '72q42PBpxBn7/Gy1MaA6EoPhnK1O11jEO3Y/gqnaxbw=',
    );
  });

  it('tag the number under the tag key', () => {
    expect(tag(bytes(9), 12).toString('base64')).toBe(
      'fiTE3eYmvhGmurHNrDaFhJDC/gHZikDcnnce5SUOuhY=',
    );
  });

  it('bind the tag key', () => {
    expect(bindTagKey(bytes(9))).toBe('Az4X9Pn7qxO2aUdPnx1X3znudHtSBHHe+ojH+uyOz+g=');
  });

  it('have a tag key for the installation that everybody can make', () => {
    expect(systemTagKey('privacy.example.org/log-1').toString('base64')).toBe(
      'fBBHsnD1/ArrMvtkjh08zjrSuTywYvZs2j6wviug+Bo=',
    );
  });

  it('digest nonce and receipt by their text', () => {
    expect(nonceDigest('nonce')).toBe('eDd7UldXtJRCf4kBT5fXmSjzk40U61HiD7XeyYNOswQ');
    expect(receiptDigest('nonce')).toBe(nonceDigest('nonce'));
  });
});

describe('leafBytes', () => {
  it('writes 102 bytes that say nothing but tag and commitment', () => {
    const leaf = leafBytes(bytes(1), bytes(2));
    expect(leaf).toHaveLength(LEAF_BYTES);
    expect(leaf.toString()).toBe(
      `dsr-leaf/v1\n${bytes(1).toString('base64')}\n${bytes(2).toString('base64')}\n`,
    );
  });

  it.each([31, 33, 0])('takes no value of %i bytes', (length) => {
    const wrong = Buffer.alloc(length);
    expect(() => leafBytes(wrong, bytes(2))).toThrow('The tag must have 32 bytes');
    expect(() => leafBytes(bytes(1), wrong)).toThrow('The commitment must have 32 bytes');
    expect(() => commit(wrong, '{}')).toThrow('The salt must have 32 bytes');
    expect(() => tag(wrong, 1)).toThrow('The tag key must have 32 bytes');
    expect(() => bindTagKey(wrong)).toThrow('The tag key must have 32 bytes');
  });

  it.each([0, -1, 1.5, 2 ** 53])('has no tag for entry %d', (n) => {
    expect(() => tag(bytes(9), n)).toThrow('Entries are numbered from 1');
  });
});
