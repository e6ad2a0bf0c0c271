import type { ErrorCode } from '@habeas/domain';
import { verifyChain } from '@habeas/evidence-format';
import { Sweep, type MessageText, type MessageView, type RejectionView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { daysAgo, fileLate, payloadsOf } from '../support/halfway.js';
import { until } from '../support/index.js';
import { openWorld, type Filed, type World } from '../support/world.js';

let strangers = 0;
const stranger = () => [{ type: 'email', value: `told-${(strangers += 1)}@de.example` }];

describe('what people are told', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(() => world.close());

  const act = (id: string, noun: string, body: object = {}) =>
    world.post('operator', `/v1/requests/${id}/${noun}`, body);
  const refused = (call: Promise<unknown>, code: ErrorCode) =>
    expect(call).rejects.toThrow(`"code":"${code}"`);
  const messages = async (id: string, query = '') =>
    (await world.get<{ items: MessageView[] }>('operator', `/v1/requests/${id}/messages?${query}`))
      .items;
  const kinds = async (id: string, status: string) =>
    (await messages(id, `status=${status}`)).map(({ kind }) => kind).sort();
  const due = async (id: string, kind: string) => {
    const [message] = await messages(id, `status=due&kind=${kind}`);
    if (!message) throw new Error(`no ${kind} is due`);
    return message;
  };
  const textOf = async ({ id }: { id: string }) =>
    (await world.get<MessageText>('operator', `/v1/messages/${id}`)).text;
  const sent = (id: string, at = daysAgo(0), channel = 'letter') =>
    world.post('operator', `/v1/messages/${id}/dispatch`, { channel, sentAt: at });
  const access = (days = 10, more: Partial<Filed> = {}) =>
    fileLate(world, { right: 'access', residence: 'DE', identifiers: stranger(), ...more }, days);

  it.each([
    ['en', /reached Panasonic Corporation on .*You asked for: a copy of your personal data/],
    ['de-AT', /Sie verlangen: eine Kopie Ihrer personenbezogenen Daten/],
    ['fr', /Vous demandez : une copie de vos données personnelles/],
    ['th', /ท่านขอสิ่งต่อไปนี้: สำเนาข้อมูลส่วนบุคคลของท่าน/],
    ['vi', /Bạn yêu cầu: bản sao dữ liệu cá nhân của bạn/],
  ])('confirms a receipt in the language of the person: %s', async (locale, expected) => {
    const id = await access(0, { locale });
    const text = await textOf(await due(id, 'acknowledgement'));
    expect(text).toMatch(expected);
    expect(text).toContain(id);
    expect(text).not.toMatch(/[{}]|undefined/);
  });

  it('answers, and is final once the answer is recorded as sent, by either way', async () => {
    for (const how of ['answer', 'dispatch']) {
      const id = await access(1);
      await world.verify(id);
      await world.reaches(id, 'delivering');
      const answer = await due(id, 'answer');
      expect(answer.dueAt).toBe(new Date((await world.view(id)).safeDue ?? '').toISOString());
      await until(
        () => world.exercise(id),
        ({ disclosure }) => disclosure?.status === 'ready',
      );
      await (how === 'answer' ? world.send(id) : sent(answer.id, daysAgo(0), 'counter'));
      const { answer: recorded } = await world.reaches(id, 'fulfilled');
      expect(recorded?.channel).toBe(how === 'answer' ? 'email' : 'counter');
      expect(await kinds(id, 'sent')).toEqual(['answer']);
      expect(await kinds(id, 'void')).toEqual(['acknowledgement', 'identity_request']);
      await refused(sent(answer.id), 'transition_illegal');
      await world.carryThrough(id);
    }
  });

  it('extends from when the notice is recorded as sent, and not before', async () => {
    const id = await access();
    const before = (await world.exercise(id)).clocks[0];
    await act(id, 'extension', { reason: 'complexity' });
    await act(id, 'extension', { reason: 'complexity' });
    await refused(act(id, 'extension', { reason: 'number_of_requests' }), 'transition_illegal');
    expect((await world.exercise(id)).clocks[0]).toEqual(before);
    const notice = await due(id, 'extension_notice');
    expect(notice.dueAt).toBe(
      new Date(before?.milestones['extensionNoticeSafe'] ?? '').toISOString(),
    );
    const text = await textOf(notice);
    await sent(notice.id, daysAgo(1));
    const { clocks, events } = await world.exercise(id);
    expect(events).toMatchObject([{ type: 'extension_notified', reason: 'complexity' }]);
    expect(Date.parse(clocks[0]?.legalDue ?? '')).toBeGreaterThan(
      Date.parse(before?.legalDue ?? ''),
    );
    expect(text).toContain((clocks[0]?.legalDue ?? '').slice(0, 10));
    await refused(act(id, 'extension', { reason: 'complexity' }), 'extension_already_given');
  });

  it('does not extend by a notice that went out too late, and says so', async () => {
    const id = await access(10);
    await act(id, 'extension', { reason: 'complexity' });
    const { id: notice } = await due(id, 'extension_notice');
    await world.database.query('UPDATE requests SET received_at = $2 WHERE id = $1', [
      id,
      daysAgo(60),
    ]);
    await world.database.query(
      `UPDATE clocks SET milestones = milestones || jsonb_build_object('extensionNotice', $2::text)
       WHERE exercise_id IN (SELECT id FROM exercises WHERE request_id = $1)`,
      [id, daysAgo(30)],
    );
    await sent(notice);
    const { clocks, events } = await world.exercise(id);
    expect(events).toMatchObject([{ type: 'extension_notified', reason: 'complexity' }]);
    expect(Date.parse(clocks[0]?.legalDue ?? '')).toBeLessThan(Date.now());
    expect(await kinds(id, 'sent')).toContain('extension_notice');
    await refused(act(id, 'extension', { reason: 'complexity' }), 'extension_already_given');
  });

  it('stops a clock from when a question went out, and forgets one that was never sent', async () => {
    const id = await access();
    await act(id, 'clarification', { question: 'which_data' });
    const asked = await world.reaches(id, 'awaiting_clarification');
    expect(asked.clocks[0]?.legalDue).not.toBeNull();
    expect(asked.clarifications[0]?.askedAt).toBeNull();
    const question = await due(id, 'clarification_request');
    expect(await textOf(question)).toContain('Which data');
    await sent(question.id, daysAgo(5));
    expect((await world.exercise(id)).clocks[0]?.legalDue).toBeNull();
    await act(id, 'clarification/answer', { answeredAt: daysAgo(3) });
    const { clocks } = await world.reaches(id, 'awaiting_identity');
    expect(clocks[0]?.explanation.join(' ')).toContain('2 days do not count');

    await act(id, 'clarification', { question: 'which_period' });
    await world.reaches(id, 'awaiting_clarification');
    await act(id, 'clarification/answer');
    const { events } = await world.reaches(id, 'awaiting_identity');
    expect(events).toHaveLength(2);
    expect(await kinds(id, 'void')).toEqual(['clarification_request']);
  });

  it('asks for identity by itself, once; a verification makes the question needless', async () => {
    const id = await access();
    const question = await due(id, 'identity_request');
    expect(question.dueAt).not.toBeNull();
    expect((await world.exercise(id)).events).toEqual([]);
    expect(await textOf(question)).toMatch(/do not send a copy of an identity card/);
    await world.verify(id);
    await world.reaches(id, 'delivering');
    await refused(sent(question.id), 'transition_illegal');
    expect(await kinds(id, 'void')).toEqual(['identity_request']);
    const other = await access();
    await sent((await due(other, 'identity_request')).id, daysAgo(1));
    expect((await world.exercise(other)).events).toMatchObject([{ type: 'identity_requested' }]);
    await act(other, 'clarification', { question: 'which_data' });
    await act(other, 'clarification/answer');
    await world.reaches(other, 'awaiting_identity');
    expect((await messages(other, 'kind=identity_request')).map(({ status }) => status)).toEqual([
      'sent',
    ]);
  });

  it.each(['counter', 'phone', 'api'])('leaves it to people to ask who came by %s', async (way) => {
    const { id } = await world.post('portal', '/v1/requests', {
      receivedAt: daysAgo(0),
      channel: way,
      locale: 'en',
      subject: { residence: 'DE', identifiers: stranger() },
      rights: [{ right: 'access' }],
    });
    await world.reaches(id, 'awaiting_identity');
    expect(await kinds(id, 'due')).toEqual(['acknowledgement']);
    await act(id, 'identity-question');
    expect(await kinds(id, 'due')).toEqual(['acknowledgement', 'identity_request']);
  });

  it('refuses with the reason, a citation, the authority and the court', async () => {
    const id = await access(2, { residence: 'FR', locale: 'fr' });
    await act(id, 'refusal', { ground: 'manifestly_excessive' });
    const notice = await due(id, 'refusal_notice');
    const { clocks } = await world.exercise(id);
    expect(notice.dueAt).toBe(
      new Date(clocks[0]?.milestones['refusalNoticeSafe'] ?? '').toISOString(),
    );
    const text = await textOf(notice);
    for (const part of ['manifestement excessive', 'Art. 12(5)', 'www.cnil.fr', 'tribunal']) {
      expect(text).toContain(part);
    }
    await sent(notice.id);
    await world.reaches(id, 'refused');
  });

  it('tells the person that her request expired, with complaint and court', async () => {
    const id = await access(0, { locale: 'de' });
    await act(id, 'identity-question', { askedAt: new Date().toISOString() });
    const later = new Date(Date.now() + 91 * 86_400_000);
    await world.worker?.get(Sweep).run(later);
    await world.reaches(id, 'expired');
    const notice = await due(id, 'expired_notice');
    expect(await textOf(notice)).toMatch(/lange keine Antwort erhalten[^]*datenschutzkonferenz/);
    expect((await world.view(id)).closedAt).toBeNull();
    await sent(notice.id);
    expect((await world.carryThrough(id)).closedAt).not.toBeNull();
  });

  it('confirms a withdrawal, and closes when that is sent', async () => {
    const id = await access();
    await act(id, 'withdrawal');
    expect(await kinds(id, 'due')).toEqual(['withdrawal_confirmed']);
    expect(await kinds(id, 'void')).toEqual(['acknowledgement', 'identity_request']);
    await world.carryThrough(id);
    const opened = await world.evidence(id);
    expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
    const said = (await payloadsOf(world, id)).filter(({ type }) => type === 'message.sent');
    expect(said.map(({ data }) => data['kind'])).toEqual(['withdrawal_confirmed']);
  });

  it('tells of the end of a restriction before it ends, and who has the data', async () => {
    const identifiers = [{ type: 'email', value: PERSONAS.thaiWoman.email }];
    const id = await world.fileVerified({ right: 'restriction', residence: 'TH', identifiers });
    await world.reaches(id, 'delivering');
    await world.send(id);
    await world.reaches(id, 'fulfilled');
    const [measure] = (await world.view(id)).measures;
    await refused(act(id, 'messages', { kind: 'release_notice' }), 'body_invalid');
    const notice = await act(id, 'messages', { kind: 'release_notice', measure: measure?.id });
    await refused(world.post('operator', `/v1/measures/${measure?.id}/release`), 'notice_missing');
    await sent(notice.id);
    const list = await act(id, 'messages', { kind: 'recipients_list' });
    expect(await textOf(list)).toMatch(/companies of the Panasonic group\n- service providers/);
    await world.post('operator', `/v1/measures/${measure?.id}/release`);
    expect((await world.carryThrough(id)).closedAt).not.toBeNull();
  });

  it('lists what is due across requests, the most urgent first', async () => {
    const [late, early] = [await access(1), await access(9)];
    const { items } = await world.get<{ items: MessageView[] }>(
      'auditor',
      '/v1/messages?status=due&kind=acknowledgement&limit=200',
    );
    const order = items.map(({ request }) => request);
    expect(order.indexOf(early)).toBeLessThan(order.indexOf(late));
    const { items: first, next } = await world.get<{ items: MessageView[]; next: string }>(
      'auditor',
      '/v1/messages?status=due&limit=1',
    );
    const { items: second } = await world.get<{ items: MessageView[] }>(
      'auditor',
      `/v1/messages?status=due&limit=1&cursor=${next}`,
    );
    expect(second[0]?.id).not.toBe(first[0]?.id);
    await expect(world.get('auditor', `/v1/messages/${first[0]?.id}`)).rejects.toThrow(
      /scope_missing/,
    );
  });

  describe('a refusal', () => {
    const thai = () => access(1, { residence: 'TH', locale: 'th' });

    it('must stand under each law, and names the one that does not know the ground', async () => {
      const both = await world.post('portal', '/v1/requests', {
        receivedAt: daysAgo(1),
        channel: 'web_form',
        locale: 'en',
        subject: { residence: 'DE', stays: ['TH'], identifiers: stranger() },
        rights: [{ right: 'access' }],
      });
      await world.reaches(both.id, 'awaiting_identity');
      const refusal = act(both.id, 'refusal', { ground: 'manifestly_excessive' });
      await expect(refusal).rejects.toThrow(/ground_not_in_law.*under pdpa_tha/);
      await act(both.id, 'refusal', { ground: 'rights_of_others' });
      const { notice } = await world.reaches(both.id, 'delivering');
      expect(notice?.laws.map(({ law, citations }) => [law, citations])).toEqual([
        ['gdpr', ['Art. 15(4) GDPR']],
        ['pdpa_tha', ['s. 30 para 2 PDPA']],
      ]);
    });

    it('under Thai law is on record without anything about the person', async () => {
      const id = await thai();
      await act(id, 'refusal', { ground: 'rights_of_others' });
      const { items } = await world.get<{ items: RejectionView[] }>(
        'auditor',
        '/v1/rejections?law=pdpa_tha',
      );
      const own = items.filter(({ request }) => request === id);
      expect(own).toEqual([
        {
          id: expect.stringMatching(/^rej_/),
          request: id,
          exercise: (await world.exercise(id)).id,
          law: 'pdpa_tha',
          right: 'access',
          ground: 'rights_of_others',
          citation: 's. 30 para 2 PDPA',
          recordedFor: expect.stringContaining('s. 39(7)'),
          at: expect.any(String),
          by: expect.stringMatching(/^prn_/),
        },
      ]);
      const types = (await payloadsOf(world, id)).map(({ type }) => type);
      expect(types).toContain('rejection.recorded');
    });

    it('of a rectification stands under both laws where the data proved accurate', async () => {
      const patch = [
        { op: 'test', path: '/people/given_name', value: 'Wrong' },
        { op: 'replace', path: '/people/given_name', value: 'Other' },
      ];
      const { id } = await world.post('portal', '/v1/requests', {
        receivedAt: daysAgo(1),
        channel: 'web_form',
        locale: 'vi',
        subject: { residence: 'DE', stays: ['TH'], identifiers: stranger() },
        rights: [{ right: 'rectification', parameters: { changes: [{ category: 'ID', patch }] } }],
      });
      await world.reaches(id, 'awaiting_identity');
      await act(id, 'refusal', { ground: 'data_accurate' });
      const { notice } = await world.reaches(id, 'delivering');
      expect(notice?.laws.map(({ law, citations }) => [law, citations])).toEqual([
        ['gdpr', ['Art. 16 GDPR']],
        ['pdpa_tha', ['s. 36 PDPA']],
      ]);
      expect(await textOf(await due(id, 'refusal_notice'))).toContain('thấy dữ liệu chính xác');
      const recorded = (await payloadsOf(world, id)).filter(
        ({ type }) => type === 'rejection.recorded',
      );
      expect(recorded.map(({ data }) => data)).toMatchObject([
        { law: 'pdpa_tha', right: 'rectification', ground: 'data_accurate' },
      ]);
    });
  });
});
