import { dependencyOrder, type Dependencies } from './plan-order.js';
import type { DecidedCell } from './plan-cells.js';
import type {
  CellDecision,
  ConnectorFacts,
  PlannedTask,
  Retention,
  ScopeItem,
} from './plan-types.js';
import type { Action } from './right.js';

type Scopes = Map<string, ScopeItem[]>;

/** The tasks that carry out the decisions, and notes on how they were ordered. */
export function planTasks(
  cells: readonly DecidedCell[],
  connectors: readonly ConnectorFacts[],
): { tasks: PlannedTask[]; notes: string[] } {
  const straight = (['export', 'restrict', 'suppress'] as const).flatMap((action) =>
    tasksFor(action, scopesOf(cells, some(action))),
  );
  const erasing = scopesOf(cells, isErased);
  const involved = connectors.filter(({ slug }) => erasing.has(slug));
  const order = dependencyOrder(involved);
  return { tasks: [...straight, ...erasures(erasing, involved, order)], notes: order.notes };
}

/** Per system, the categories whose cells, taken together, pass the test. */
function scopesOf(
  cells: readonly DecidedCell[],
  passes: (cells: readonly DecidedCell[]) => boolean,
): Scopes {
  const scopes: Scopes = new Map();
  for (const group of groupsOf(cells)) {
    const [{ system, category }] = group;
    if (!passes(group)) continue;
    scopes.set(system, [...(scopes.get(system) ?? []), { category, retain: retained(group) }]);
  }
  return scopes;
}

type Group = [DecidedCell, ...DecidedCell[]];

/** The cells of one category on one system belong together: they are the same rows. */
function groupsOf(cells: readonly DecidedCell[]): Group[] {
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const key = `${cell.system} ${cell.category}`;
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  return [...groups.values()];
}

const some = (wanted: CellDecision) => (cells: readonly DecidedCell[]) =>
  cells.some(({ decision }) => decision === wanted);

/** A category may go from a system only if no activity there may keep it or awaits a person. */
const isErased = (cells: readonly DecidedCell[]) =>
  cells.every(({ decision }) => decision === 'erase' || decision === 'retain');

function retained(cells: readonly DecidedCell[]): Retention[] {
  const byRule = new Map(cells.flatMap(({ retain }) => retain.map((rule) => [rule.rule, rule])));
  return [...byRule.values()];
}

function tasksFor(action: Action, scopes: Scopes): PlannedTask[] {
  return [...scopes].map(([connector, scope]) => task(action, connector, { scope, after: [] }));
}

function task(
  action: Action,
  connector: string,
  { scope, after }: { scope: ScopeItem[]; after: string[] },
): PlannedTask {
  return { key: `${action}:${connector}`, connector, action, scope, after };
}

/**
 * Restrict, erase, verify. Who gives away identifiers is erased after those who are searched by
 * them: were the keys gone first, nothing could be found again after a failure.
 */
function erasures(
  scopes: Scopes,
  connectors: readonly ConnectorFacts[],
  { order, after }: Dependencies,
): PlannedTask[] {
  const supported = (action: Action, slug: string) =>
    connectors.some((connector) => connector.slug === slug && connector.actions.includes(action));
  const chain = order.map((slug) => {
    const scope = scopes.get(slug) ?? [];
    const restrict = supported('restrict', slug)
      ? [task('restrict', slug, { scope, after: [] })]
      : [];
    const earlier = (after.get(slug) ?? []).map((one) => `erase:${one}`);
    const first = [...restrict.map(({ key }) => key), ...earlier];
    const erase = task('erase', slug, { scope, after: first });
    const verify = supported('verify', slug)
      ? [task('verify', slug, { scope, after: [erase.key] })]
      : [];
    return { restrict, erase, verify };
  });
  return [
    ...chain.flatMap(({ restrict }) => restrict),
    ...chain.map(({ erase }) => erase),
    ...chain.flatMap(({ verify }) => verify),
  ];
}
