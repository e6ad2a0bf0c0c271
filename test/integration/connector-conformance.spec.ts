import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConnector } from '@habeas/connector-sdk';
import { startAccounts } from '../../apps/connectors/accounts/accounts.js';
import { seedAccounts } from '../../apps/connectors/accounts/seed.js';
import { startMarketing } from '../../apps/connectors/marketing/marketing.js';
import { seedMarketing } from '../../apps/connectors/marketing/seed.js';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { population } from '../../apps/connectors/people/population.js';
import { seedTelemetry } from '../../apps/connectors/telemetry/seed.js';
import { startTelemetry } from '../../apps/connectors/telemetry/telemetry.js';
import { habeasKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { identifier } from '../support/system-actions.js';

const load = { people: 40, seed: 1 };
const stays = PERSONAS.vietnameseWoman;
/** Ordinary people: their devices and numbers are theirs alone. */
const [first, second] = [...population(load.seed, load.people)].filter(
  ({ index, borrowed }) => index > 10 && borrowed.length === 0,
);
const emails = [first, second].map((person) => identifier('email', person?.email ?? ''));
const serials = [first, second].map((person) =>
  identifier('device_serial', person?.devices[0]?.serial ?? ''),
);

const SYSTEMS = [
  {
    name: 'accounts',
    start: startAccounts,
    seed: (databaseUrl: string) => seedAccounts({ databaseUrl, ...load }),
    subject: identifier('email', stays.email),
    disposables: emails,
  },
  {
    name: 'marketing',
    start: startMarketing,
    seed: (databaseUrl: string) => seedMarketing({ databaseUrl, ...load }),
    subject: identifier('email', stays.email),
    disposables: emails,
  },
  {
    name: 'telemetry',
    start: startTelemetry,
    seed: (databaseUrl: string) => seedTelemetry({ databaseUrl, ...load, events: 8000 }),
    subject: identifier('device_serial', stays.devices[0]?.serial ?? ''),
    disposables: serials,
  },
];

describe.each(SYSTEMS)('$name', ({ name, start, seed, subject, disposables }) => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'habeas-conformance-'));
    database = await testDatabase({ migrated: false });
    await seed(database.url);
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('keeps every clause that it has occasion to', async () => {
    const system = await start({
      databaseUrl: database.url,
      port: 0,
      habeasKeys: [habeasKeys.jwk],
      keyFile: join(folder, `${name}.jwk.json`),
      log: () => undefined,
    });
    try {
      const options = { url: system.url, key: habeasKeys, subject, disposables };
      const { grade, clauses } = await checkConnector(options);
      expect(clauses.filter(({ status }) => status === 'fail')).toEqual([]);
      expect(grade).toBe('pass');
      const kept = clauses.filter(({ status }) => status === 'pass').map(({ id }) => id);
      expect(kept).toEqual(expect.arrayContaining(['C-EXP-5', 'C-ORD-3', 'C-ORD-14', 'C-ORD-13']));
    } finally {
      await system.close();
    }
  });
});
