import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import { KeyRing } from '@habeas/vault';
import { accountsHandlers } from '../../apps/connectors/accounts/handlers.js';
import { ACCOUNTS_MANIFEST } from '../../apps/connectors/accounts/manifest.js';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { startSystem, type RunningSystem } from '../../apps/connectors/system.js';
import { backends, until } from '../support/index.js';
import { onDatabase, type Outage } from '../support/systems.js';
import { unzip } from '../support/unzip.js';
import { openWorld, type World } from '../support/world.js';

const { germanWoman, frenchMan, thaiMan } = PERSONAS;
const [backend] = backends();

interface Described {
  datasets: {
    system: string;
    dataset: string;
    category: string;
    rows: number;
    files: { jsonl: string; csv: string };
    schema: { name: string; types: string[] }[];
    legalBases: { activity: string; basis: string }[];
  }[];
}

interface Given {
  files: Map<string, Buffer>;
  described: Described;
  /** `system.dataset` of all that is in. */
  datasets: string[];
  categories: string[];
  cover: string;
}

/** Whatever the systems hold of a person in every category, patterns and place apart. */
const OF_EVERYBODY = [
  ...['accounts.addresses', 'accounts.comments', 'accounts.credentials', 'accounts.devices'],
  ...['accounts.order_items', 'accounts.orders', 'accounts.people', 'accounts.support_messages'],
  ...['marketing.clicks', 'marketing.consents', 'marketing.contacts', 'marketing.opens'],
  ...['marketing.sends', 'telemetry.device_accounts', 'telemetry.devices'],
  'telemetry.usage_events',
];
const PATTERNS = 'marketing.contact_segments';

describe('portability', () => {
  let world: World;
  beforeAll(async () => {
    if (!backend) throw new Error('no back end to test on');
    world = await openWorld({ backend, events: 4_000 });
  });
  afterAll(async () => {
    await world.close();
  });

  const given = async (filed: Parameters<World['fileVerified']>[0]): Promise<Given> => {
    const id = await world.fileVerified(filed);
    const view = await world.carryThrough(id);
    expect(view.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'data_disclosed' });
    const opened = await world.evidence(id);
    expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
    expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
    const path = `/v1/disclosures/${view.exercises[0]?.disclosure?.id}/package`;
    const files = await unzip(await world.download('operator', path));
    const read = (name: string) => [...files].find(([path]) => path.endsWith(name))?.[1].toString();
    const described = JSON.parse(read('data/datasets.json') ?? '{}') as Described;
    return {
      files,
      described,
      datasets: described.datasets.map(({ system, dataset }) => `${system}.${dataset}`).sort(),
      categories: [...new Set(described.datasets.map(({ category }) => category))].sort(),
      cover: read('data/index.html') ?? '',
    };
  };
  const recordsOf = ({ files, described }: Given, name: string) => {
    const found = described.datasets.find(({ system, dataset }) => `${system}.${dataset}` === name);
    const jsonl = [...files].find(([path]) => path.endsWith(found?.files.jsonl ?? '?'))?.[1];
    const lines = (jsonl?.toString() ?? '').split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  /** What no law hands over. */
  const keepsBack = async (one: Given) => {
    const { files, described, cover } = one;
    const text = [...files.values()].map(String).join('\n');
    const hashes = await onDatabase(world.systems.databases.accounts.url, async (client) => {
      const { rows } = await client.query<{ hash: string }>(
        'select password_hash as hash from credentials',
      );
      return rows.map(({ hash }) => hash);
    });
    expect(hashes.filter((hash) => text.includes(hash))).toEqual([]);
    const [credentials] = recordsOf(one, 'accounts.credentials');
    expect(credentials).not.toHaveProperty('password');
    expect(credentials).toMatchObject({ password_set: true });
    // Location is used on legitimate interests alone.
    expect(one.categories).toEqual(['BC', 'ID', 'MC', 'PDA', 'PU', 'TR']);
    expect(described.datasets.every(({ rows, schema }) => rows > 0 && schema.length > 0)).toBe(
      true,
    );
    expect([...files.keys()].some((name) => name.endsWith('article-15.json'))).toBe(false);
    const bases = described.datasets.flatMap(({ legalBases }) => legalBases);
    expect([...new Set(bases.map(({ basis }) => basis))]).toEqual(['contract']);
    expect(described.datasets.every(({ legalBases }) => legalBases.length > 0)).toBe(true);
    expect(cover).toMatch(/<html lang="\w+">/);
    expect(Buffer.byteLength(cover)).toBeLessThan(40_000);
  };

  it('gives under the GDPR what was given or observed on consent or contract', async () => {
    const package_ = await given({
      right: 'portability',
      residence: 'DE',
      locale: 'de',
      identifiers: [{ type: 'email', value: germanWoman.email }],
    });
    await keepsBack(package_);
    expect(package_.datasets).toEqual(OF_EVERYBODY);
    const { cover } = package_;
    expect(cover).toContain('lang="de"');
    expect(cover).toContain('Was nicht darin ist, und warum');
    for (const article of ['Art. 20 GDPR', 'Art. 20(1)(a) GDPR', 'WP242']) {
      expect(cover).toContain(article);
    }
    expect(cover).toContain('abgeleitet');
    expect(cover).toContain('Passwörter');
  });

  it('gives under the Thai Act by the basis alone, what was inferred too', async () => {
    const package_ = await given({
      right: 'portability',
      residence: 'TH',
      locale: 'th',
      identifiers: [{ type: 'email', value: thaiMan.email }],
    });
    await keepsBack(package_);
    expect(package_.datasets).toEqual([...OF_EVERYBODY, PATTERNS].sort());
    expect(recordsOf(package_, PATTERNS).length).toBeGreaterThan(0);
    expect(package_.cover).toContain('s. 31');
    expect(package_.cover).not.toContain('GDPR');
    expect(package_.cover).not.toContain('อนุมาน');
  });

  it('gives the wider content when both laws govern', async () => {
    const package_ = await given({
      right: 'portability',
      residence: 'FR',
      locale: 'fr',
      laws: ['gdpr', 'pdpa_tha'],
      identifiers: [{ type: 'email', value: frenchMan.email }],
    });
    await keepsBack(package_);
    expect(package_.datasets).toEqual([...OF_EVERYBODY, PATTERNS].sort());
    for (const article of ['Art. 20 GDPR', 's. 31']) expect(package_.cover).toContain(article);
  });

  it('leaves out of an access what is secret, and says that it is there', async () => {
    const id = await world.fileVerified({
      right: 'access',
      residence: 'DE',
      identifiers: [{ type: 'email', value: germanWoman.email }],
    });
    const [exercise] = (await world.carryThrough(id)).exercises;
    const path = `/v1/disclosures/${exercise?.disclosure?.id}/package`;
    const files = await unzip(await world.download('operator', path));
    const credentials = [...files].find(([name]) => name.endsWith('credentials.jsonl'))?.[1];
    const [record] = (credentials?.toString() ?? '').split('\n');
    expect(JSON.parse(record ?? '{}')).not.toHaveProperty('password');
    expect(JSON.parse(record ?? '{}')).toMatchObject({ password_set: true });
  });

  it('takes no export that holds what was withheld', async () => {
    const outage = await world.systems.takeDown('accounts');
    const leaking = await startLeaking(world, outage);
    const id = await world.fileVerified({
      right: 'portability',
      residence: 'DE',
      identifiers: [{ type: 'email', value: germanWoman.email }],
    });
    const exportOf = async () =>
      (await world.exercise(id)).tasks.find(
        ({ action, connector }) => action === 'export' && connector === 'accounts',
      );
    const [task] = await until(
      async () => [await exportOf()],
      ([one]) => Boolean(one?.lastError),
      { within: 60_000 },
    );
    expect(task).toMatchObject({ lastError: 'contract: withheld_exported', outcome: null });
    await leaking.close();
    await outage.bringBack();
    expect((await world.carryThrough(id)).exercises[0]?.status).toBe('fulfilled');
  });
});

/** Accounts as it would be if its new release took its secrets for something else. */
function startLeaking(world: World, { port, keyFile }: Outage): Promise<RunningSystem> {
  const categories = ACCOUNTS_MANIFEST.categories.map((category) => {
    const parts = category.parts?.map((part) => ({ ...part, fields: [] }));
    return { ...category, ...(parts ? { parts } : {}) };
  });
  const databaseUrl = world.systems.databases.accounts.url;
  const habeasKey = world.worker?.get(KeyRing).signing('connector-calls').jwk;
  const habeasKeys = habeasKey ? [habeasKey] : [];
  return startSystem({ databaseUrl, port, keyFile, habeasKeys, log: () => undefined }, () => ({
    manifest: { ...ACCOUNTS_MANIFEST, categories },
    handlers: accountsHandlers(() => new Date()),
  }));
}
