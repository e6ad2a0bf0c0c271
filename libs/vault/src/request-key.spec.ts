import { RequestKey } from './request-key.js';
import { SealBroken } from './sealed-box.js';

const kek = Buffer.alloc(32, 1);
const plain = Buffer.from('ada@example.org');

describe('RequestKey', () => {
  const key = RequestKey.random('req_a');

  it.each([0, 1, 15, 100_000])('opens %i bytes that it sealed', (length) => {
    const data = Buffer.alloc(length, 'x');
    const sealed = key.encrypt('note', data);
    expect(key.decrypt('note', sealed).equals(data)).toBe(true);
    expect(sealed).toHaveLength(length + 12 + 16);
  });

  it('seals the same value to different bytes each time', () => {
    expect(key.encrypt('note', plain)).not.toEqual(key.encrypt('note', plain));
    expect(key.encrypt('note', plain).includes(plain)).toBe(false);
  });

  it('opens nothing in another context, for another request, or under another key', () => {
    const secret = Buffer.alloc(32, 7);
    const sealed = new RequestKey('req_a', Buffer.from(secret)).encrypt('identifier:1', plain);
    const same = new RequestKey('req_a', Buffer.from(secret));
    expect(same.decrypt('identifier:1', sealed)).toEqual(plain);
    expect(() => same.decrypt('identifier:2', sealed)).toThrow(SealBroken);
    expect(() => new RequestKey('req_b', secret).decrypt('identifier:1', sealed)).toThrow(
      SealBroken,
    );
    expect(() => RequestKey.random('req_a').decrypt('identifier:1', sealed)).toThrow(SealBroken);
  });

  it('notices a change of any byte and any cut', () => {
    const sealed = key.encrypt('note', plain);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => key.decrypt('note', changed)).toThrow(SealBroken);
      expect(() => key.decrypt('note', sealed.subarray(0, index))).toThrow(SealBroken);
    }
  });

  it('is wrapped for one request under one key-encryption key', () => {
    const sealed = key.encrypt('note', plain);
    const wrapped = key.wrap(kek);
    expect(RequestKey.unwrap('req_a', kek, wrapped).decrypt('note', sealed)).toEqual(plain);
    expect(() => RequestKey.unwrap('req_b', kek, wrapped)).toThrow(SealBroken);
    expect(() => RequestKey.unwrap('req_a', Buffer.alloc(32, 2), wrapped)).toThrow(SealBroken);
  });

  it('gives each file a key of its own', () => {
    const salt = Buffer.alloc(16);
    const subkey = key.subkey('blob:1', salt);
    expect(subkey).toEqual(key.subkey('blob:1', salt));
    expect(subkey).not.toEqual(key.subkey('blob:2', salt));
    expect(subkey).not.toEqual(key.subkey('blob:1', Buffer.alloc(16, 1)));
  });

  it('does nothing more once destroyed', () => {
    const secret = Buffer.alloc(32, 7);
    const gone = new RequestKey('req_a', secret);
    const sealed = gone.encrypt('note', plain);
    gone.destroy();
    expect(secret).toEqual(Buffer.alloc(32));
    const destroyed = expect.objectContaining({ code: 'key_destroyed' });
    expect(() => gone.decrypt('note', sealed)).toThrow(destroyed);
    expect(() => gone.encrypt('note', plain)).toThrow(destroyed);
    expect(() => gone.subkey('blob:1', plain)).toThrow(destroyed);
    expect(() => gone.wrap(kek)).toThrow(destroyed);
  });

  it('does not show its secret when it is printed or serialised', () => {
    const shown = new RequestKey('req_a', Buffer.alloc(32, 'k'));
    expect(JSON.stringify(shown)).toBe('{"requestId":"req_a"}');
    expect(Object.keys(shown)).toEqual(['requestId']);
  });
});
