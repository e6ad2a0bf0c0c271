import { FINAL_STATUSES, MOVES, STATUSES, type Move } from './lifecycle.js';

/** From so many statuses on, one line of words says more than as many arrows. */
const ARROWS_MAX = 3;

const HEAD = `# The life of one exercise

Generated from \`libs/domain/src/lifecycle.ts\` by \`npm run docs\`; a test compares. An exercise is one
right under one request. \`system\` is the kernel's own decision, \`operator\` and \`approver\` are people
with that scope. Final: ${FINAL_STATUSES.join(', ')}.`;

/** `LIFECYCLE.md`: the table of moves as a diagram and in words. */
export function lifecycleDocument(): string {
  const groups = grouped(MOVES);
  const drawn = groups.filter(({ from }) => from.length <= ARROWS_MAX);
  const told = groups.filter(({ from }) => from.length > ARROWS_MAX);
  const parts = [HEAD, diagram(drawn), wide(told), table(groups)];
  return `${parts.join('\n\n')}\n`;
}

interface Group extends Omit<Move, 'from'> {
  from: Move['from'][];
}

/** Moves to one status, by one mover, for one cause, in the order of the statuses that they leave. */
function grouped(moves: readonly Move[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { from, to, by, guard } of moves) {
    const key = JSON.stringify([to, by, guard]);
    const known = groups.get(key);
    if (known) known.from.push(from);
    else groups.set(key, { from: [from], to, by, guard });
  }
  const place = (status: Move['from']) => STATUSES.indexOf(status);
  for (const { from } of groups.values()) from.sort((one, other) => place(one) - place(other));
  return [...groups.values()];
}

/** Mermaid takes a colon or a semicolon in a label for its own. */
const label = (guard: string) => guard.replaceAll(/[:;]/g, ',');

function diagram(groups: Group[]): string {
  const arrows = groups.flatMap(({ from, to, by, guard }) =>
    from.map((start) => `  ${start} --> ${to}: ${by}, ${label(guard)}`),
  );
  const first = `  [*] --> ${STATUSES[0]}`;
  const last = FINAL_STATUSES.map((status) => `  ${status} --> [*]`);
  return ['```mermaid', 'stateDiagram-v2', first, ...arrows, ...last, '```'].join('\n');
}

function wide(groups: Group[]): string {
  const lines = groups.map(
    ({ from, to, by, guard }) => `- to \`${to}\`, by ${by}: ${guard} (from ${from.join(', ')})`,
  );
  return ['Not drawn, because they leave almost everywhere:', '', ...lines].join('\n');
}

function table(groups: Group[]): string {
  const cell = (statuses: string[]) => statuses.map((status) => `\`${status}\``).join(' ');
  const rows = groups.map(
    ({ from, to, by, guard }) => `| ${cell(from)} | ${cell([to])} | ${by} | ${guard} |`,
  );
  return ['| From | To | By | When |', '|---|---|---|---|', ...rows].join('\n');
}
