import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '@habeas/config';
import { LAWS, RIGHTS } from '@habeas/domain';
import { loadPolicy } from '@habeas/policy';
import { ACCOUNTS_MANIFEST } from '../../apps/connectors/accounts/manifest.js';
import { MARKETING_MANIFEST } from '../../apps/connectors/marketing/manifest.js';
import { TELEMETRY_MANIFEST } from '../../apps/connectors/telemetry/manifest.js';
import { CliFailure, EXIT } from '../../apps/cli/src/exit.js';
import { factsFrom, manifestsFrom } from '../../apps/cli/src/commands/plan-manifests.js';
import { planText } from '../../apps/cli/src/commands/plan-view.js';
import { planFor, type PlanQuestion } from '../../apps/cli/src/commands/plan.js';

const policy = loadPolicy(join(projectRoot, 'libs/policy/data'));
const { register } = policy;
const connectors = [ACCOUNTS_MANIFEST, MARKETING_MANIFEST, TELEMETRY_MANIFEST].map((manifest) =>
  factsFrom(manifest.slug, JSON.stringify(manifest)),
);

const asked = (more: Partial<PlanQuestion> = {}): PlanQuestion => ({
  right: 'access',
  laws: ['gdpr'],
  parameters: {},
  receivedOn: '2026-11-22',
  ...more,
});
const plan = (more: Partial<PlanQuestion>) =>
  planFor(asked(more), { policy, register, connectors });

const shown = (more: Partial<PlanQuestion>) =>
  planText(plan(more), { policy, register, receivedOn: '2026-11-22' });

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    expect(error.exitCode).toBe(EXIT.usage);
    return error.message;
  }
  throw new Error('it was accepted');
}

describe('planFor', () => {
  it.each<[Partial<PlanQuestion>, RegExp]>([
    [{ right: 'forgetting' }, /No right is called "forgetting"; known: access, portability/],
    [{ laws: ['gdpr', 'ccpa'] }, /No law is called "ccpa"; known: gdpr/],
    [{ laws: ['pdpa_tha'], right: 'automated_decision_review' }, /pdpa_tha has the right/],
    [{ laws: ['pdpa_tha'], receivedOn: '2020-01-01' }, /No version of pdpa_tha governs/],
  ])('refuses %j', (more, message) => {
    expect(failure(() => plan(more))).toMatch(message);
  });

  it('chooses the version of a law by the day of receipt', () => {
    const digestOn = (receivedOn: string) =>
      plan({ laws: ['pdpa_tha'], receivedOn }).decidedUnder.packs['pdpa_tha'];
    expect(digestOn('2024-11-10')).not.toBe(digestOn('2024-11-11'));
  });

  it('says which of several laws has no part in it', () => {
    const { notes } = plan({ right: 'automated_decision_review', laws: ['gdpr', 'pdpa_tha'] });
    expect(notes).toContain('pdpa_tha does not have this right.');
  });
});

describe('what is shown', () => {
  it.each(RIGHTS.map((right) => [right]))('explains %s in 120 columns', (right) => {
    const text = shown({ right, parameters: { closeAccount: true } });
    const rows = text.split('\n').filter((line) => line.startsWith('│'));
    expect(rows.length).toBeGreaterThan(20);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([120]));
    for (const { id } of [...register.activities, ...register.systems]) expect(text).toContain(id);
    expect(text).toMatch(/^Tasks, in the order of their start/m);
    expect(text).toMatch(/^Decided under$/m);
  });

  it('names gaps, what is kept, and both ends of a balance', () => {
    const unable = connectors.map((one) => ({
      ...one,
      actions: one.actions.filter((action) => action !== 'rectify'),
    }));
    const gaps = planFor(asked({ right: 'rectification' }), {
      ...{ policy, register, connectors: unable },
    });
    const text = planText(gaps, { policy, register, receivedOn: '2026-11-22' });
    expect(text).toMatch(/- accounts ID: gap\. /);
    expect(shown({ right: 'rectification' })).not.toMatch(/: gap\. /);
    const erasure = shown({ right: 'erasure', parameters: { closeAccount: true } });
    expect(erasure).toMatch(/erase:accounts .*keeps of orders order_no, .* for 8 years/);
    expect(erasure).toMatch(/\d\. erase:telemetry .*stops collecting LOC, PDA, PU/);
    expect(erasure).toMatch(/group: .*\(assumed\)/);
    const objection = shown({ right: 'objection' });
    expect(objection).toMatch(/If the objection is upheld\n {2}1\. erase:telemetry {2}LOC/);
    expect(objection).toMatch(/If compelling grounds override it\n {2}1\. release:accounts/);
  });
});

describe('manifests from files', () => {
  let dir: string;
  beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'habeas-plan-'))));
  afterAll(() => rmSync(dir, { recursive: true }));

  const file = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };

  it('reads them with or without the key that a running connector adds', () => {
    const given = file('telemetry.json', JSON.stringify(TELEMETRY_MANIFEST));
    expect(manifestsFrom([given])).toEqual([connectors[2]]);
  });

  it.each<[string, () => string[], RegExp]>([
    ['a file that is not there', () => [join(dir, 'none.json')], /cannot be read \(ENOENT\)/],
    ['text that is no JSON', () => [file('a.json', '{')], /a\.json is no JSON object/],
    ['JSON that is no object', () => [file('b.json', '[]')], /b\.json is no JSON object/],
    ['a manifest with a fault', () => [file('c.json', '{"slug":"x"}')], /c\.json#.+: /],
    [
      'two of one system',
      () => [1, 2].map((n) => file(`${n}.json`, JSON.stringify(ACCOUNTS_MANIFEST))),
      /Two manifests are of "accounts"/,
    ],
  ])('refuses %s', (_, files, message) => {
    expect(failure(() => manifestsFrom(files()))).toMatch(message);
  });
});

it('plans the same whatever the order of the laws, for every law that plans access', () => {
  const laws = LAWS.filter((law) =>
    policy.packs.some((pack) => pack.id === law && pack.rights.access?.decisions),
  );
  expect(laws).toEqual(['gdpr', 'pdpa_tha']);
  const cells = (order: string[]) => plan({ laws: order }).cells;
  expect(cells(laws)).toEqual(cells(laws.toReversed()));
});

it.each(['accounts', 'marketing', 'telemetry'])(
  'hears from the program of %s what it can do, without a database',
  async (name) => {
    const hooks = pathToFileURL(join(projectRoot, 'test/support/typescript.js')).href;
    const main = join(projectRoot, 'apps/connectors', name, 'main.ts');
    const args = ['--import', hooks, main, 'manifest'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: {} });
    expect([factsFrom(name, stdout)]).toEqual(connectors.filter(({ slug }) => slug === name));
  },
);
