/**
 * Reproducible randomness: equal words give an equal stream on every machine and Node version, so
 * that a row can be made from (seed, index) alone, without its predecessors. Not for secrets.
 */
export interface Random {
  /** An integer in [0, bound). */
  below(bound: number): number;
  pick<T>(from: readonly T[]): T;
  /** True once in `times` draws, on average. */
  oneIn(times: number): boolean;
}

/** FNV-1a over the words' UTF-16 code units, separated so that (1, 23) differs from (12, 3). */
function hashOf(words: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const unit of words.join('\u001f')) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

/** A stream of its own for the given words (mulberry32). */
export function randomOf(...words: (string | number)[]): Random {
  let state = hashOf(words);
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
  return { below, oneIn: (times) => below(times) === 0, pick: (from) => pickAt(from, below) };
}

function pickAt<T>(from: readonly T[], below: (bound: number) => number): T {
  const picked = from[below(from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}
