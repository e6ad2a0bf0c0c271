import { verifyChain, type OpenedChain } from '@habeas/evidence-format';
import type { RequestView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { startTestApi } from '../support/api.js';
import { backends, until } from '../support/index.js';
import { openWorld, type World } from '../support/world.js';

interface Payload {
  type: string;
  data: Record<string, unknown>;
}

const [backend] = backends();
const { germanWoman: first, frenchMan: second, vietnameseWoman: third } = PERSONAS;

describe('which law applies', () => {
  let world: World;
  beforeAll(async () => {
    if (!backend) throw new Error('no queue back end');
    world = await openWorld({ backend, people: 10, events: 100 });
  });
  afterAll(() => world.close());

  /** A person of its own unless named, so that no request repeats another. */
  async function file(
    more: object,
    right = 'access',
    email = `a${Math.random()}@people.test`,
  ): Promise<string> {
    const { id } = await world.post('portal', '/v1/requests', {
      receivedAt: new Date().toISOString(),
      channel: 'web_form',
      locale: 'de',
      subject: {
        residence: 'DE',
        identifiers: [{ type: 'email', value: email }],
        ...more,
      },
      rights: [{ right }],
    });
    return id;
  }

  const correct = (id: string, body: object) =>
    world.post<{ id: string; laws: string[]; because: string[] }>(
      'operator',
      `/v1/requests/${id}/law-correction`,
      body,
    );
  const lawsOf = ({ exercises }: RequestView) =>
    exercises.map(({ clocks }) => clocks.map(({ law }) => law).toSorted());
  const payloads = ({ entries }: OpenedChain) =>
    entries.map(({ payload }) => JSON.parse(payload) as Payload);

  it('is both for who lives in Germany and goes to Thailand, with a clock for each', async () => {
    const view = await world.view(await file({ stays: ['TH'] }));
    expect(view.laws).toEqual(['gdpr', 'pdpa_tha']);
    expect(lawsOf(view)).toEqual([['gdpr', 'pdpa_tha']]);
    const because = view.lawsBecause.join('\n');
    expect(because).toContain('Art. 3(2) GDPR');
    expect(because).toContain('Thai Appendix of the privacy notice');
    const dues = view.exercises[0]?.clocks.map(({ safeDue }) => safeDue ?? '') ?? [];
    expect(view.safeDue).toBe(dues.toSorted()[0]);
  });

  it('is found anew from a stay that nobody knew of', async () => {
    const id = await file({});
    expect((await world.view(id)).laws).toEqual(['gdpr']);
    const corrected = await correct(id, { reason: 'stay_unknown', stays: ['TH'] });
    expect(corrected.laws).toEqual(['gdpr', 'pdpa_tha']);
    const view = await world.view(id);
    expect(lawsOf(view)).toEqual([['gdpr', 'pdpa_tha']]);
    const said = payloads(await world.evidence(id));
    expect(said.find(({ type }) => type === 'law.corrected')?.data).toMatchObject({
      before: ['gdpr'],
      after: ['gdpr', 'pdpa_tha'],
      reason: 'stay_unknown',
    });
    const computed = said.filter(({ type }) => type === 'clock.computed');
    expect(computed.map(({ data }) => data['law'])).toEqual(['gdpr', 'pdpa_tha']);
  });

  it('takes the clock of a law away, and the plan that was sealed under it', async () => {
    const id = await file({ stays: ['TH'] }, 'erasure', first.email);
    await world.verify(id);
    const sealed = await world.reaches(id, 'awaiting_approval');
    await correct(id, { reason: 'rule_misapplied', laws: ['pdpa_tha'] });
    const anew = await until(
      () => world.exercise(id),
      ({ status, seal }) => status === 'awaiting_approval' && seal !== sealed.seal,
      { within: 60_000 },
    );
    expect(anew.plan?.laws).toEqual(['pdpa_tha']);
    expect(anew.clocks.map(({ law }) => law)).toEqual(['pdpa_tha']);
    const old = { exercise: anew.id, seal: sealed.seal, decision: 'approved' };
    const stale = world.post('approver', `/v1/requests/${id}/approval`, old);
    await expect(stale).rejects.toThrow('seal_mismatch');
    const chain = await world.evidence(id);
    const gone = payloads(chain).filter(({ type }) => type === 'clock.removed');
    expect(gone.map(({ data }) => data)).toEqual([
      expect.objectContaining({ law: 'gdpr', legalDueBefore: expect.any(String) }),
    ]);
    expect(verifyChain(chain)).toMatchObject({ findings: [] });
  });

  it('shows what moved under a sealed plan since', async () => {
    const id = await file({}, 'erasure', second.email);
    await world.verify(id);
    const sealed = await world.reaches(id, 'awaiting_approval');
    expect(sealed.drift).toEqual([]);
    const digest = 'f'.repeat(64);
    await world.database.query(
      `UPDATE exercises SET plan = jsonb_set(plan, '{decidedUnder,register}', $2) WHERE id = $1`,
      [sealed.id, JSON.stringify(digest)],
    );
    expect((await world.exercise(id)).drift).toEqual([
      { what: 'register', name: 'register', sealed: digest, now: expect.any(String) },
    ]);
    await world.post('operator', `/v1/requests/${id}/withdrawal`);
    expect((await world.exercise(id)).drift).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a law that nobody knows', { laws: ['gdrp'] }, 'law_unknown'],
    ['nothing', {}, 'body_invalid'],
    ['the same laws', { laws: ['gdpr'] }, 'body_invalid'],
    ['a law that the controller does not answer under', { laws: ['uk_gdpr'] }, 'law_undetermined'],
    ['a country in words', { residence: 'Germany' }, 'body_invalid'],
  ])('is not corrected by %s', async (_, body, code) => {
    const id = await file({});
    const given = { reason: 'rule_misapplied', ...body };
    await expect(correct(id, given)).rejects.toThrow(code);
    expect((await world.view(id)).laws).toEqual(['gdpr']);
  });

  it('is not corrected once a system has begun', async () => {
    const id = await file({}, 'access', third.email);
    await world.verify(id);
    await world.reaches(id, 'delivering');
    const late = correct(id, { reason: 'rule_misapplied', laws: ['pdpa_tha'] });
    await expect(late).rejects.toThrow('transition_illegal');
    expect((await world.view(id)).laws).toEqual(['gdpr']);
  });
});

describe('a law that is put right while systems are searched', () => {
  it('begins anew: another law may want more proof of who asks', async () => {
    const api = await startTestApi();
    try {
      const portal = await api.key('portal', 'intake');
      const key = await api.key('olga', 'operator');
      const subject = {
        residence: 'DE',
        age: 9,
        identifiers: [{ type: 'email', value: 'a@b.test' }],
      };
      const given = { receivedAt: new Date().toISOString(), channel: 'web_form', locale: 'de' };
      const filed = { ...given, subject, rights: [{ right: 'access' }] };
      const { body } = await api.post('/v1/requests', { key: portal, body: filed });
      // No worker is here that could go on from it.
      await api.database.query(
        `UPDATE exercises SET status = 'locating', reason = 'identity_verified'`,
      );
      const path = `/v1/requests/${String(body['id'])}`;
      const correction = { reason: 'stay_unknown', stays: ['TH'] };
      const { status } = await api.post(`${path}/law-correction`, { key, body: correction });
      expect(status).toBe(202);
      const view = (await api.get(path, { key })).body as unknown as RequestView;
      expect(view.exercises[0]).toMatchObject({ status: 'received', reason: 'laws_corrected' });
    } finally {
      await api.close();
    }
  });
});
