import type { RequestKey } from './request-key.js';

export const REQUEST_KEY_CACHE = {
  /** Most keys in memory. */
  keysMax: 1_000,
  /**
   * Longest that a process goes without asking the database. So long, at most, may another process
   * than the one that destroyed a key still open what it protected.
   */
  lifeMs: 30_000,
} as const;

interface Cached {
  key: RequestKey;
  until: number;
}

/**
 * Request keys in memory: bounded, short-lived, least recently used out first. A destroyed key
 * leaves a mark, because a read that began before the destruction may want to put it back after.
 */
export class RequestKeyCache {
  private readonly keys = new Map<string, Cached>();
  private readonly destroyed = new Map<string, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  get(requestId: string): RequestKey | undefined {
    const cached = this.keys.get(requestId);
    if (!cached) return undefined;
    this.keys.delete(requestId);
    if (cached.until <= this.now()) return undefined;
    this.keys.set(requestId, cached);
    return cached.key;
  }

  /** Keeps the key, unless it was destroyed while it was being read: then false. */
  put(key: RequestKey): boolean {
    if (this.destroyed.has(key.requestId)) return false;
    this.keys.delete(key.requestId);
    this.keys.set(key.requestId, { key, until: this.now() + REQUEST_KEY_CACHE.lifeMs });
    if (this.keys.size > REQUEST_KEY_CACHE.keysMax) dropOldest(this.keys);
    return true;
  }

  /** Forgets the key, and gives it if there was one. */
  take(requestId: string): RequestKey | undefined {
    const cached = this.keys.get(requestId);
    this.keys.delete(requestId);
    return cached?.key;
  }

  /** Overwrites the key and refuses it from now on. A request never gets a second key. */
  destroy(requestId: string): void {
    this.take(requestId)?.destroy();
    this.destroyed.set(requestId, this.now());
    if (this.destroyed.size > REQUEST_KEY_CACHE.keysMax) dropOldest(this.destroyed);
  }
}

function dropOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
