/**
 * `npm run bench [-- --only NAME] [-- --json]`: measures on this machine and prints a line for each
 * benchmark: name, figure, unit, baseline, ratio. `--json` ends with one JSON document.
 */
import { parseArgs } from 'node:util';
import { clockBench, clockMonthBench } from './clock.js';
import type { Bench, Line } from './line.js';

const BENCHES: Bench[] = [clockBench, clockMonthBench];
const USAGE = 2;

const names = BENCHES.map(({ name }) => name).join(', ');

function read(): { only?: string; json?: boolean } {
  const options = { only: { type: 'string' }, json: { type: 'boolean' } } as const;
  return parseArgs({ options }).values;
}

function run({ only, json }: { only?: string; json?: boolean }): number {
  const chosen = BENCHES.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) {
    process.stderr.write(`No benchmark is called "${only}"; there is ${names}.\n`);
    return USAGE;
  }
  const lines = chosen.map(({ measure }) => measure());
  for (const line of lines) process.stdout.write(`${written(line)}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ lines })}\n`);
  return 0;
}

function written({ name, figure, unit, baseline, ratio }: Line): string {
  return `${name}  ${figure} ${unit}  baseline ${baseline} ${unit}  ratio ${ratio}`;
}

try {
  process.exitCode = run(read());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = USAGE;
}
