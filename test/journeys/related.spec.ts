import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import type { FoundRequest, RequestView } from '@habeas/requests';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { backends, until } from '../support/index.js';
import { unzip } from '../support/unzip.js';
import { openWorld, type Filed, type World } from '../support/world.js';

const { germanWoman, frenchMan, thaiMan, thaiWoman } = PERSONAS;
const email = (value: string) => [{ type: 'email', value }];
const phone = (value: string) => [{ type: 'phone', value }];

describe.each(backends())('requests of one person, queues on $name', (backend) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend });
  });
  afterAll(async () => {
    await world.close();
  });

  async function packageOf(view: RequestView): Promise<string> {
    const disclosure = view.exercises.find(({ right }) => right === 'access')?.disclosure?.id;
    const zip = await world.download('operator', `/v1/disclosures/${disclosure}/package`);
    const files = await unzip(zip);
    return [...files.values()].map((bytes) => bytes.toString('utf8')).join('\n');
  }

  /** Approved, and yet at rest because access of the same person is still owed. */
  const letsAccessPass = (id: string, first: string) =>
    until(
      () => world.exercise(id, 'erasure'),
      ({ status, reason, waitsFor }) =>
        status === 'awaiting_approval' && reason === 'access_first' && waitsFor.includes(first),
    );

  it('erases only after the access of the same request was sent, and sends all of it', async () => {
    const id = await world.fileVerified({
      right: 'access',
      and: ['erasure'],
      residence: 'DE',
      identifiers: email(germanWoman.email),
      closeAccount: true,
    });
    await world.reaches(id, 'awaiting_approval', 'erasure');
    await world.approve(id, 'erasure');
    const held = await letsAccessPass(id, id);
    expect(held.tasks.filter(({ action }) => action !== 'locate')).toEqual([]);

    const access = await until(
      () => world.exercise(id, 'access'),
      ({ disclosure }) => disclosure?.status === 'ready',
      { within: 60_000 },
    );
    expect(access.status).toBe('delivering');
    expect(await world.systems.search(germanWoman.email)).not.toEqual([]);
    expect(await letsAccessPass(id, id)).toMatchObject({ answer: null });

    const view = await world.carryThrough(id);
    expect(view.exercises.map(({ right, status }) => [right, status])).toEqual([
      ['access', 'fulfilled'],
      ['erasure', 'partly_fulfilled'],
    ]);
    const given = await packageOf(view);
    expect(given).toContain(germanWoman.customerId);
    for (const { serial } of germanWoman.devices) expect(given).toContain(serial);
    expect(await world.systems.search(germanWoman.email)).toEqual([]);
    const told = (await world.evidence(id)).entries.map(({ payload }) => payload);
    const sent = told.findIndex((one) => one.includes('"answer.sent"'));
    const erasing = told.findIndex((one) => one.includes('"action":"erase"'));
    expect(sent).toBeGreaterThan(0);
    expect(erasing).toBeGreaterThan(sent);
  });

  it('lets an open access request of the same person end before an erasure acts', async () => {
    const access = await world.fileVerified({
      right: 'access',
      residence: 'FR',
      identifiers: phone(frenchMan.phone),
    });
    await world.reaches(access, 'delivering');
    const erasure = await world.fileVerified({
      right: 'erasure',
      residence: 'FR',
      identifiers: email(frenchMan.email),
      closeAccount: true,
    });
    await world.reaches(erasure, 'awaiting_approval');
    await world.approve(erasure);
    await letsAccessPass(erasure, access);
    expect((await world.view(erasure)).related).toMatchObject([
      { id: access, kind: 'same_person', status: 'delivering', rights: ['access'] },
    ]);

    const given = await world.carryThrough(access);
    expect(await packageOf(given)).toContain(frenchMan.customerId);
    const view = await world.carryThrough(erasure);
    expect(view.exercises[0]).toMatchObject({ status: 'partly_fulfilled', waitsFor: [] });
    expect(await world.systems.search(frenchMan.email)).toEqual([]);
  });

  it('answers an access request that comes while an erasure acts with what is left', async () => {
    const release = await holdBackErasureIn(world, 'accounts');
    const asked = { residence: 'TH', identifiers: email(thaiWoman.email) };
    const erasure = await world.fileVerified({ right: 'erasure', ...asked, closeAccount: true });
    await world.reaches(erasure, 'awaiting_approval');
    await world.approve(erasure);
    const erased = ({ tasks }: { tasks: { key: string; status: string }[] }) =>
      ['erase:telemetry', 'erase:marketing'].every((key) =>
        tasks.some((task) => task.key === key && task.status === 'done'),
      );
    await until(() => world.exercise(erasure), erased, { within: 60_000 });

    const access = await world.fileVerified({ right: 'access', ...asked });
    const given = await world.carryThrough(access);
    expect(given.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'data_disclosed' });
    const exported = given.exercises[0]?.tasks.filter(({ action }) => action === 'export');
    expect(exported?.map(({ connector }) => connector)).toEqual(['accounts']);
    expect(await packageOf(given)).toContain(thaiWoman.customerId);
    expect((await world.exercise(erasure)).status).toBe('acting');

    await release();
    const view = await world.carryThrough(erasure);
    expect(view.exercises[0]?.status).toBe('partly_fulfilled');
  });

  it('makes one of ten equal requests at one instant active, the first that is verified', async () => {
    const asked: Filed = {
      right: 'erasure',
      residence: 'TH',
      identifiers: email(thaiMan.email),
      closeAccount: true,
    };
    const ids = await Promise.all(Array.from({ length: 10 }, () => world.file(asked)));
    const views = () => Promise.all(ids.map((id) => world.view(id)));
    const before = await views();
    const active = before.filter(({ duplicateOf }) => duplicateOf === null);
    expect(active).toHaveLength(1);
    const first = active[0]?.id ?? '';
    expect(before.filter(({ duplicateOf }) => duplicateOf === first)).toHaveLength(9);

    const [winner = '', second = ''] = ids.filter((id) => id !== first);
    await world.verify(winner);
    await world.verify(first);
    const after = await views();
    expect(after.find(({ id }) => id === winner)?.duplicateOf).toBeNull();
    expect(after.filter(({ duplicateOf }) => duplicateOf === winner)).toHaveLength(9);

    await world.reaches(second, 'awaiting_identity');
    const { seal } = await world.reaches(winner, 'awaiting_approval');
    const decision = { seal, decision: 'approved' };
    await expect(
      world.post('approver', `/v1/requests/${second}/approval`, decision),
    ).rejects.toThrow(/identity_unverified/);
    await expect(
      world.post('approver', `/v1/requests/${first}/approval`, decision),
    ).rejects.toThrow(/request_duplicate/);

    const answered = await world.carryThrough(winner);
    expect(answered.exercises[0]?.status).toBe('partly_fulfilled');
    expect(answered.related).toHaveLength(9);
    const ended = await until(views, (all) => all.every(({ closedAt }) => closedAt !== null), {
      within: 60_000,
    });
    for (const view of ended.filter(({ id }) => id !== winner)) {
      expect(view.exercises).toMatchObject([
        { status: 'withdrawn', reason: 'duplicate', tasks: [] },
      ]);
      expect(view.related).toContainEqual(
        expect.objectContaining({ id: winner, kind: 'duplicate_of', status: 'partly_fulfilled' }),
      );
    }
  });

  it('keeps one active when all of them are verified at one instant', async () => {
    const address = 'everybody.at.once@de.example';
    const asked: Filed = { right: 'access', residence: 'DE', identifiers: email(address) };
    const ids = await Promise.all(Array.from({ length: 5 }, () => world.file(asked)));
    await Promise.all(ids.map((id) => world.verify(id)));
    const views = await Promise.all(ids.map((id) => world.view(id)));
    const active = views.filter(({ duplicateOf }) => duplicateOf === null);
    expect(active).toHaveLength(1);
    const [{ id = '' } = {}] = active;
    expect(views.filter(({ duplicateOf }) => duplicateOf === id)).toHaveLength(4);
    const answered = await world.carryThrough(id);
    expect(answered.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'nothing_held' });
    const shown = await world.get<RequestView>('portal', `/v1/requests/${id}`);
    expect(shown.related).toEqual([]);
    for (const other of ids) {
      await until(
        () => world.view(other),
        ({ closedAt }) => closedAt !== null,
      );
    }
  });

  it('does not oversleep when what was waited for ended in the same moment', async () => {
    const address = 'late.riser@de.example';
    const asked: Filed = { right: 'access', residence: 'DE', identifiers: email(address) };
    const first = await world.file(asked);
    const second = await world.file(asked);
    await world.reaches(second, 'awaiting_identity');
    // As if it had committed where neither transaction saw the other: nobody rings.
    await world.database.query(
      `UPDATE exercises SET status = 'withdrawn', closed_at = now() WHERE request_id = $1`,
      [first],
    );
    await until(
      () => world.view(second),
      ({ duplicateOf }) => duplicateOf === null,
    );
  });

  it('lets another take the place of one that ends without a proof of identity', async () => {
    const asked: Filed = { right: 'access', residence: 'DE', identifiers: email(STRANGER.email) };
    const [first, second, third] = [
      await world.file(asked),
      await world.file(asked),
      await world.file(asked),
    ];
    const ground = { ground: 'identity_not_established' };
    await world.post('operator', `/v1/requests/${first}/refusal`, ground);
    await world.carryThrough(first);
    const heir = await until(
      () => world.view(second),
      ({ duplicateOf }) => duplicateOf === null,
    );
    expect(heir.exercises[0]?.status).toBe('awaiting_identity');
    expect((await world.view(third)).duplicateOf).toBe(second);
    await world.verify(third);
    expect((await world.view(second)).duplicateOf).toBe(third);
    await world.carryThrough(third);
    const ended = await world.carryThrough(second);
    expect(ended.exercises[0]).toMatchObject({ status: 'withdrawn', reason: 'duplicate' });
  });

  it('takes for no duplicate what asks for more, by other identifiers, or after the end', async () => {
    const address = 'nobody.at.all@de.example';
    const asked: Filed = { right: 'access', residence: 'DE', identifiers: email(address) };
    const first = await world.file(asked);
    const others: Filed[] = [
      { ...asked, right: 'erasure' },
      { ...asked, right: 'erasure', closeAccount: true },
      { ...asked, and: ['erasure'] },
      { ...asked, residence: 'TH' },
      { ...asked, identifiers: [...email(address), ...phone('+493023125999')] },
    ];
    for (const other of others) {
      expect((await world.view(await world.file(other))).duplicateOf).toBeNull();
    }
    const same = await world.file({ ...asked, identifiers: email(` ${address.toUpperCase()} `) });
    expect((await world.view(same)).duplicateOf).toBe(first);
    // Nothing is verified: equal, but not shown to be one person.
    expect((await world.view(first)).related.map(({ id }) => id)).toEqual([same]);
    await world.verify(first);
    await world.carryThrough(first);
    expect((await world.view(await world.file(asked))).duplicateOf).toBeNull();
  });

  it('finds requests by an identifier, however it is spelt, and records the search', async () => {
    const search = async (value: string) =>
      (
        await world.post<{ items: FoundRequest[] }>('auditor', '/v1/searches', {
          type: 'email',
          value,
        })
      ).items;
    const found = await search(` ${frenchMan.email.toUpperCase()}`);
    expect(found.map(({ rights, level, derived }) => ({ rights, level, derived }))).toEqual([
      { rights: ['erasure'], level: 'substantial', derived: false },
      { rights: ['access'], level: 'substantial', derived: true },
    ]);
    expect(await search('unheard.of@de.example')).toEqual([]);
    const [{ searches } = { searches: 0 }] = await world.database.query<{ searches: number }>(
      `SELECT count(*)::int AS searches FROM access_records
       WHERE act = 'request.search' AND principal_id IS NOT NULL`,
    );
    expect(searches).toBe(2);
    await expect(
      world.post('portal', '/v1/searches', { type: 'email', value: frenchMan.email }),
    ).rejects.toThrow(/scope_missing/);
  });

  it('proves every request that has ended: chain and receipts hold', async () => {
    const rows = await world.database.query<{ id: string }>(
      'SELECT id FROM requests WHERE closed_at IS NOT NULL',
    );
    expect(rows.length).toBeGreaterThan(15);
    for (const { id } of rows) {
      const opened = await world.evidence(id);
      expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
      expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
    }
  });
});

/** Erasure in this system stays ready and is not claimed until released. */
async function holdBackErasureIn({ database }: World, slug: string): Promise<() => Promise<void>> {
  const [connector] = await database.query<{ id: string }>(
    'SELECT id FROM connectors WHERE slug = $1',
    [slug],
  );
  await database.query(`
    CREATE FUNCTION put_off() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.run_at := '2100-01-01'; RETURN NEW; END $$`);
  await database.query(`
    CREATE TRIGGER put_off BEFORE UPDATE ON tasks FOR EACH ROW
      WHEN (NEW.action = 'erase' AND OLD.status = 'waiting' AND NEW.status = 'ready'
        AND NEW.connector_id = '${connector?.id}')
      EXECUTE FUNCTION put_off()`);
  return async () => {
    await database.query('DROP TRIGGER put_off ON tasks');
    await database.query(`UPDATE tasks SET run_at = now() WHERE run_at > now()`);
  };
}
