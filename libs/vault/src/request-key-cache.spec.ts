import { REQUEST_KEY_CACHE, RequestKeyCache } from './request-key-cache.js';
import { RequestKey } from './request-key.js';

const { keysMax, lifeMs } = REQUEST_KEY_CACHE;

describe('RequestKeyCache', () => {
  let now = 0;
  let cache = new RequestKeyCache(() => now);

  beforeEach(() => {
    now = 0;
    cache = new RequestKeyCache(() => now);
  });

  function put(requestId: string): RequestKey {
    const key = RequestKey.random(requestId);
    cache.put(key);
    return key;
  }

  it('forgets a key at the end of its life, however often it is used', () => {
    const key = put('a');
    now = lifeMs - 1;
    expect(cache.get('a')).toBe(key);
    now = lifeMs;
    expect(cache.get('a')).toBeUndefined();
  });

  it('drops the least recently used key when it is full', () => {
    const first = put('first');
    put('second');
    for (let index = 2; index < keysMax; index += 1) put(`${index}`);
    expect(cache.get('first')).toBe(first);
    put('one more');
    expect(cache.get('second')).toBeUndefined();
    expect(cache.get('first')).toBe(first);
  });

  it('overwrites a destroyed key for whoever still holds it', () => {
    const key = put('a');
    cache.destroy('a');
    expect(cache.get('a')).toBeUndefined();
    expect(() => key.encrypt('note', Buffer.alloc(1))).toThrow('key_destroyed');
  });

  it('does not take back a key that was read before it was destroyed', () => {
    const readBefore = RequestKey.random('a');
    cache.destroy('a');
    expect(cache.put(readBefore)).toBe(false);
    expect(cache.get('a')).toBeUndefined();
  });
});
