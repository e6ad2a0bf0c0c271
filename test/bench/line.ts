/** One line of the benchmark: a figure of ours beside the same figure of what it is measured against. */
export interface Line {
  name: string;
  figure: number;
  unit: string;
  baseline: number;
  /** Ours by theirs, the median over pairs of rounds; 1 is as fast. */
  ratio: number;
}

/** A benchmark by its name; `measure` takes seconds, not minutes. */
export interface Bench {
  name: string;
  measure: () => Line;
}

const ROUNDS = 15;
const WARM_UP = 3;

/**
 * Operations per second of both, in rounds that take turns so that a busy machine slows both; the
 * median of each, and of the ratios of neighbours.
 */
export function compare(operations: number, ours: () => void, theirs: () => void) {
  for (let round = 0; round < WARM_UP; round++) [ours, theirs].forEach((run) => run());
  const pairs = Array.from({ length: ROUNDS }, (_, round) => {
    // Whoever goes first may pay for the other's garbage: the order changes from pair to pair.
    if (round % 2 === 0) return { own: rate(operations, ours), other: rate(operations, theirs) };
    const other = rate(operations, theirs);
    return { own: rate(operations, ours), other };
  });
  return {
    figure: Math.round(median(pairs.map(({ own }) => own))),
    baseline: Math.round(median(pairs.map(({ other }) => other))),
    ratio: Math.round(median(pairs.map(({ own, other }) => own / other)) * 100) / 100,
  };
}

function rate(operations: number, run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return (operations * 1e9) / Number(process.hrtime.bigint() - start);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
