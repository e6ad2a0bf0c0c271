import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import { population } from '../../apps/connectors/people/population.js';
import { missingForPython, startPythonConnector } from '../support/python-connector.js';
import { openWorld, type World } from '../support/world.js';

const lacking = missingForPython.length > 0 ? ` (skipped: no ${missingForPython.join(', ')})` : '';
const where = lacking ? describe.skip : describe;
const PEOPLE = 30;
const [goes = '', stays = ''] = [...population(1, PEOPLE)]
  .filter(({ index, borrowed }) => index > 10 && borrowed.length === 0)
  .map(({ email }) => email);

where(`an erasure by a connector in Python${lacking}`, () => {
  let world: World;
  let folder: string;
  let mailing: Awaited<ReturnType<typeof startPythonConnector>>;

  beforeAll(async () => {
    world = await openWorld({
      backend: { name: 'postgres' },
      people: PEOPLE,
      registered: ['accounts', 'telemetry'],
    });
    folder = await mkdtemp(join(tmpdir(), 'habeas-python-'));
    const { habeasKey } = world;
    // It stands where the register has the marketing system.
    const slug = 'marketing';
    mailing = await startPythonConnector({ folder, habeasKey, people: [goes, stays], slug });
    await world.post('owner', '/v1/connectors', { baseUrl: mailing.url });
  });
  afterAll(async () => {
    await mailing.close();
    await world.close();
    await rm(folder, { recursive: true });
  });

  it('is approved, carried out, reported, verified and proven', async () => {
    const id = await world.fileVerified({
      right: 'erasure',
      residence: 'DE',
      identifiers: [{ type: 'email', value: goes }],
      closeAccount: true,
    });
    const view = await world.carryThrough(id);
    const [exercise] = view.exercises;
    expect(['fulfilled', 'partly_fulfilled']).toContain(exercise?.status);
    const tasks = exercise?.tasks.filter(({ connector }) => connector === 'marketing') ?? [];
    const erased = tasks.find(({ action }) => action === 'erase');
    expect(erased).toMatchObject({ status: 'done', outcome: 'completed', receipt: true });
    expect(erased?.result?.counts.erased).toBe(10);
    expect(tasks.find(({ action }) => action === 'verify')).toMatchObject({ outcome: 'completed' });
    expect(mailing.errors()).toBe('');

    const chain = await world.evidence(id);
    expect(verifyChain(chain)).toMatchObject({ state: 'complete', findings: [] });
    expect(await verifyReceipts(chain)).toMatchObject({ findings: [] });
  });
});
