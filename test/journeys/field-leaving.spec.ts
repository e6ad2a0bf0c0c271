import type { ConnectorHandlers, ExportRecord } from '@habeas/connector-sdk';
import { KeyRing } from '@habeas/vault';
import { contactLists } from '../../apps/connectors/marketing/contact-list.js';
import { marketingHandlers } from '../../apps/connectors/marketing/handlers.js';
import { MARKETING_MANIFEST } from '../../apps/connectors/marketing/manifest.js';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import type { Session } from '../../apps/connectors/store.js';
import { startSystem, type RunningSystem } from '../../apps/connectors/system.js';
import { until } from '../support/index.js';
import type { Outage } from '../support/systems.js';
import { unzip } from '../support/unzip.js';
import { openWorld, type World } from '../support/world.js';

const { germanWoman, thaiWoman } = PERSONAS;
const LEFT = 'clicks';
/** A breach of the contract is tried five times, with growing waits. */
const WAIT = { within: 90_000 };

let world: World;
beforeAll(async () => {
  world = await openWorld({ backend: { name: 'postgres' } });
});
afterAll(() => world.close());

function keyRing(): KeyRing {
  if (!world.worker) throw new Error('this world has no worker');
  return world.worker.get(KeyRing);
}

const setTelemetry = (status: string) =>
  world.database.query(`UPDATE connectors SET status = $1 WHERE slug = 'telemetry'`, [status]);

/** Marketing's next release, at its address and with its key: it knows nothing of one data set. */
function startWithout(dataset: string, { port, keyFile }: Outage): Promise<RunningSystem> {
  const handlers = marketingHandlers(contactLists(Buffer.alloc(32)));
  const stays = ({ name }: { name: string }) => name !== dataset;
  const categories = MARKETING_MANIFEST.categories.map(({ id, datasets }) => {
    return { id, datasets: datasets.filter((name) => name !== dataset) };
  });
  const databaseUrl = world.systems.databases.marketing.url;
  const habeasKeys = [keyRing().signing('connector-calls').jwk];
  return startSystem({ databaseUrl, port, keyFile, habeasKeys, log: () => undefined }, () => ({
    manifest: { ...MARKETING_MANIFEST, version: '2.0.0', categories },
    handlers: { ...handlers, export: exportWithout(handlers, stays) },
  }));
}

type Export = NonNullable<ConnectorHandlers<Session>['export']>;

function exportWithout(
  { export: whole }: ConnectorHandlers<Session>,
  stays: (dataset: { name: string }) => boolean,
): Export {
  if (!whole) throw new Error('marketing exports');
  return {
    datasets: async (order, context) => (await whole.datasets(order, context)).filter(stays),
    page: async (call, context) => {
      const { records, ...page } = await whole.page(call, context);
      const kept = records.filter(({ dataset: name }: ExportRecord) => stays({ name }));
      return { ...page, records: kept };
    },
  };
}

const tasksOf = async (id: string, action: string, connector = 'marketing') =>
  (await world.exercise(id)).tasks.filter(
    (task) => task.action === action && task.connector === connector,
  );

/** A request that has found what marketing has, while telemetry has not said anything yet. */
async function halfLocated(): Promise<string> {
  await setTelemetry('paused');
  const id = await world.fileVerified({
    right: 'access',
    residence: 'DE',
    identifiers: [{ type: 'email', value: germanWoman.email }],
  });
  const others = async () => [
    ...(await tasksOf(id, 'locate', 'telemetry')),
    ...(await tasksOf(id, 'locate')),
  ];
  await until(
    others,
    (tasks) =>
      tasks.some(({ connector }) => connector === 'telemetry') &&
      tasks.every(({ connector, status }) => connector === 'telemetry' || status === 'done'),
    WAIT,
  );
  return id;
}

async function filesOf(id: string): Promise<Map<string, Buffer>> {
  const { disclosure } = await world.exercise(id);
  const path = `/v1/disclosures/${disclosure?.id}/package`;
  return unzip(await world.download('operator', path));
}

/** Marketing comes back without one data set, and its task is given up. */
async function leaves(id: string, action: string, goOn: () => Promise<unknown>) {
  const outage = await world.systems.takeDown('marketing');
  const smaller = await startWithout(LEFT, outage);
  await goOn();
  const [task] = await until(
    () => tasksOf(id, action),
    ([one]) => one?.outcome === 'failed',
    WAIT,
  );
  expect(task).toMatchObject({ status: 'done', lastError: 'contract: dataset_missing' });
  const stopped = await world.reaches(id, 'awaiting_decision');
  expect(stopped).toMatchObject({ outcome: null, disclosure: null, answer: null });
  await smaller.close();
  await outage.bringBack();
  return task?.id;
}

const clicksOf = async (email: string) => {
  const { store } = world.systems.marketing;
  const sql = `select clicks.id from clicks join sends on sends.id = send_id
    join contacts on contacts.id = sends.contact_id where email = $1`;
  return (await store.query(sql, [email])).length;
};

describe('field 38: a data set that leaves a system in mid-run', () => {
  it('is missed in an export, which no package passes over', async () => {
    const id = await halfLocated();
    const task = await leaves(id, 'export', () => setTelemetry('active'));
    await world.post('operator', `/v1/tasks/${task}/retry`);
    const view = await world.carryThrough(id);
    expect(view.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'data_disclosed' });
    const clicks = (await filesOf(id)).get(`data/marketing/${LEFT}.jsonl`);
    expect(String(clicks).split('\n').length).toBeGreaterThan(1);
  });

  it('stops an erasure before anything goes, and is erased once it is back', async () => {
    const { email } = thaiWoman;
    const id = await world.fileVerified({
      right: 'erasure',
      residence: 'TH',
      identifiers: [{ type: 'email', value: email }],
      closeAccount: true,
    });
    await world.reaches(id, 'awaiting_approval');
    const clicks = await clicksOf(email);
    expect(clicks).toBeGreaterThan(0);
    const task = await leaves(id, 'erase', () => world.approve(id));
    expect(await clicksOf(email)).toBe(clicks);
    await world.post('operator', `/v1/tasks/${task}/retry`);
    const view = await world.carryThrough(id);
    expect(view.exercises[0]?.status).toBe('partly_fulfilled');
    expect(await clicksOf(email)).toBe(0);
  });
});
