/** The tasks that carry out the decisions. */
import { placesNamed } from './plan-changes.js';
import type { PlanInput } from './plan-facts.js';
import {
  activitiesOf,
  anyDecided,
  groupsWhere,
  isErased,
  restrictedScope,
  scopeOf,
  withheldIn,
  type Group,
  type Groups,
} from './plan-groups.js';
import { canStop } from './plan-stops.js';
import { dependencyOrder, type Dependencies } from './plan-order.js';
import type { DecidedCell } from './plan-verdict.js';
import type { ConnectorFacts, PlannedTask, StopPurpose } from './plan-types.js';
import { holdingFacts } from './register.js';
import type { Action } from './right.js';

type Context = Pick<PlanInput, 'connectors' | 'register' | 'parameters'>;

/** Tasks in the order of their start, and notes on how they were ordered. */
export function planTasks(
  cells: readonly DecidedCell[],
  context: Context,
): { tasks: PlannedTask[]; notes: string[] } {
  const straight = (['export', 'rectify', 'restrict', 'suppress'] as const).flatMap((action) =>
    tasksFor(action, groupsWhere(cells, anyDecided(action)), context),
  );
  const erasing = groupsWhere(cells, isErased);
  const involved = context.connectors.filter(({ slug }) => erasing.has(slug));
  const order = dependencyOrder(involved.map((one) => ({ ...one, ...told(one, context) })));
  const tasks = [...straight, ...erasures(erasing, order, { ...context, connectors: involved })];
  return { tasks, notes: order.notes };
}

const canDo = (connectors: readonly ConnectorFacts[], slug: string, action: Action) =>
  connectors.some((one) => one.slug === slug && one.actions.includes(action));

/** One exercise ends one thing: a right stops marketing, or collection. */
const purposeOf = (groups: readonly Group[]): StopPurpose =>
  groups.flat().find(({ stops }) => stops)?.stops ?? 'collection';

function told({ slug }: ConnectorFacts, { register }: Context): { waitsFor?: string[] } {
  const waitsFor = register.systems.find(({ id }) => id === slug)?.erasedAfter;
  return waitsFor ? { waitsFor } : {};
}

/** Whether a system can be told: by its actions, and for what it can stop. */
function canTell(
  connectors: readonly ConnectorFacts[],
  { slug, action, found }: { slug: string; action: Action; found: readonly Group[] },
): boolean {
  if (action !== 'suppress') return canDo(connectors, slug, action);
  return connectors.some((one) => one.slug === slug && canStop(one, purposeOf(found)));
}

/** Marketing is decided about everywhere, and stopped where somebody does it. */
function tasksFor(
  action: 'export' | 'rectify' | 'restrict' | 'suppress',
  groups: Groups,
  context: Context,
): PlannedTask[] {
  return [...groups]
    .filter(([slug, found]) => canTell(context.connectors, { slug, action, found }))
    .map(([connector, found]) => ({
      ...task(action, connector, { groups: found, after: [] }),
      ...detailsOf(action, found, context),
      ...(action === 'restrict' ? { scope: restrictedScope(found) } : {}),
    }));
}

function detailsOf(
  action: Action,
  groups: Group[],
  { register, parameters: { changes = [] } }: Context,
): Partial<PlannedTask> {
  const withheld = withheldIn(groups);
  if (action === 'export') return withheld.length > 0 ? { withheld } : {};
  if (action === 'rectify') {
    return {
      changes: groups.map(([cell]) => {
        const { paths } = placesNamed(register, changes, cell);
        return { category: cell.category, paths };
      }),
    };
  }
  const activities = activitiesOf(groups, action === 'restrict' ? 'restrict' : 'suppress');
  return {
    ...(activities ? { activities } : {}),
    ...(action === 'suppress' ? { purpose: purposeOf(groups) } : {}),
  };
}

function task(
  action: Action,
  connector: string,
  { groups, after }: { groups: readonly Group[]; after: string[] },
): PlannedTask {
  return { key: `${action}:${connector}`, connector, action, scope: scopeOf(groups), after };
}

/**
 * Restrict, erase, verify. Who gives away identifiers is erased after those who are searched by
 * them: were the keys gone first, nothing could be found again after a failure.
 */
function erasures(groups: Groups, { order, after }: Dependencies, context: Context): PlannedTask[] {
  const { connectors } = context;
  const chain = order.map((slug) => {
    const found = groups.get(slug) ?? [];
    const optional = (action: Action, first: string[]) =>
      canDo(connectors, slug, action) ? [task(action, slug, { groups: found, after: first })] : [];
    const restrict = optional('restrict', []);
    const earlier = (after.get(slug) ?? []).map((one) => `erase:${one}`);
    const first = [...restrict.map(({ key }) => key), ...earlier];
    const erase = {
      ...task('erase', slug, { groups: found, after: first }),
      ...stopping(found, context),
    };
    return { restrict, erase, verify: optional('verify', [erase.key]) };
  });
  return [
    ...chain.flatMap(({ restrict }) => restrict),
    ...chain.map(({ erase }) => erase),
    ...chain.flatMap(({ verify }) => verify),
  ];
}

/** What collects by itself would bring back what is erased. */
function stopping(
  groups: readonly Group[],
  { register }: Context,
): Pick<PlannedTask, 'stopsCollecting'> {
  const collected = groups.filter(([cell]) => holdingFacts(register, cell)?.automated);
  const stopsCollecting = collected.map(([{ category }]) => category);
  return stopsCollecting.length > 0 ? { stopsCollecting } : {};
}
