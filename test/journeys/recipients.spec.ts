import type { Order, PublicJwk } from '@habeas/connector-sdk';
import type { ErrorCode } from '@habeas/domain';
import { verifyChain, type OpenedChain } from '@habeas/evidence-format';
import type { MessageText, RecipientNoticeView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { daysAgo, payloadsOf } from '../support/halfway.js';
import { startRecipientConnector } from '../support/recipient-connector.js';
import { openWorld, type Filed, type World } from '../support/world.js';

const GERMAN = [{ type: 'email', value: PERSONAS.germanWoman.email }];
const THAI = [{ type: 'email', value: PERSONAS.thaiWoman.email }];
const RECIPIENTS = ['group', 'service-providers', 'authorities', 'transactions', 'direction'];

describe('recipients of what was changed (GDPR Art. 19)', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(() => world.close());

  const refused = (call: Promise<unknown>, code: ErrorCode) =>
    expect(call).rejects.toThrow(`"code":"${code}"`);
  const list = (query: string) =>
    world.get<{ items: RecipientNoticeView[]; next?: string }>(
      'auditor',
      `/v1/recipient-notices?${query}`,
    );
  const noticeTo = async (id: string, recipient: string) => {
    const found = (await world.view(id)).recipients.find((one) => one.recipient === recipient);
    if (!found) throw new Error(`no notice to ${recipient}`);
    return found;
  };
  const settle = (notice: RecipientNoticeView, noun: string, body: object) =>
    world.post('operator', `/v1/recipient-notices/${notice.id}/${noun}`, body);
  const told = (notice: RecipientNoticeView, toldAt = daysAgo(0)) =>
    settle(notice, 'dispatch', { channel: 'letter', toldAt });

  async function restricted(filed: Partial<Filed> = {}): Promise<string> {
    const asked = { right: 'restriction', residence: 'DE', identifiers: GERMAN } as const;
    const id = await world.fileVerified({ ...asked, ...filed });
    await world.reaches(id, 'delivering');
    return id;
  }

  it('owes each a notice once the systems have acted, and holds up no answer', async () => {
    const id = await restricted();
    const { recipients, exercises } = await world.view(id);
    expect(recipients.map(({ recipient }) => recipient).sort()).toEqual([...RECIPIENTS].sort());
    expect(exercises[0]?.plan?.told?.recipients).toHaveLength(RECIPIENTS.length);
    for (const notice of recipients) {
      expect(notice).toMatchObject({ status: 'owed', assumed: true, right: 'restriction' });
      expect(notice.categories).toContain('ID');
    }
    await world.send(id);
    await world.reaches(id, 'fulfilled');
    expect((await list(`request=${id}&status=owed`)).items).toEqual(recipients);
  });

  it('records who was told and who was not, in the evidence of the request', async () => {
    const id = await restricted({
      identifiers: [{ type: 'email', value: PERSONAS.frenchMan.email }],
    });
    await told(await noticeTo(id, 'group'), daysAgo(0));
    await settle(await noticeTo(id, 'direction'), 'excuse', { reason: 'never_received' });
    await settle(await noticeTo(id, 'authorities'), 'excuse', { reason: 'disproportionate' });
    expect(await noticeTo(id, 'group')).toMatchObject({
      status: 'told',
      reason: null,
      settled: { channel: 'letter', by: expect.stringMatching(/^prn_/), task: null },
    });
    await refused(told(await noticeTo(id, 'group')), 'transition_illegal');
    await refused(
      settle(await noticeTo(id, 'direction'), 'excuse', { reason: 'impossible' }),
      'transition_illegal',
    );
    await refused(told(await noticeTo(id, 'transactions'), daysAgo(-1)), 'received_in_future');
    const settled = (await payloadsOf(world, id)).filter(
      ({ type }) => type === 'recipient.settled',
    );
    expect(settled.map(({ data }) => [data['recipient'], data['status'], data['reason']])).toEqual([
      ['group', 'told', undefined],
      ['direction', 'excused', 'never_received'],
      ['authorities', 'excused', 'disproportionate'],
    ]);
    const path = `/v1/requests/${id}/messages`;
    const { id: message } = await world.post('operator', path, { kind: 'recipients_list' });
    const { text } = await world.get<MessageText>('operator', `/v1/messages/${message}`);
    expect(text).toMatch(/- companies of the Panasonic group \(possibly .*\): told on \d{4}-/);
    expect(text).toMatch(/- authorities.*: not told, since the effort/);
    expect(text).toMatch(/- parties to corporate.*: still to be told/);
    expect(text).not.toContain('to whom you agreed');
    await world.sendDue(id);
  });

  it('owes what was done later too, by the same notice while it is owed, else by a further', async () => {
    const identifiers = [{ type: 'email', value: PERSONAS.vietnameseWoman.email }];
    const id = await restricted({ identifiers });
    const { categories } = await noticeTo(id, 'group');
    const [first, ...later] = categories;
    expect(later).not.toEqual([]);
    // As if only the first had been done by then.
    await world.database.query(
      'UPDATE recipient_notices SET categories = $2 WHERE request_id = $1',
      [id, [first]],
    );
    await told(await noticeTo(id, 'direction'));
    await world.send(id);
    await world.reaches(id, 'fulfilled');
    const { recipients } = await world.view(id);
    const of = (recipient: string) =>
      recipients
        .filter((one) => one.recipient === recipient)
        .map((one) => [one.status, one.categories.toSorted()]);
    expect(of('group')).toEqual([['owed', categories.toSorted()]]);
    expect(of('direction')).toEqual([
      ['told', [first]],
      ['owed', later.toSorted()],
    ]);
  });

  it('is recorded after the close too, in a chain of its own', async () => {
    const id = await world.fileVerified({
      right: 'erasure',
      residence: 'DE',
      identifiers: GERMAN,
      closeAccount: true,
    });
    await world.carryThrough(id);
    const before = await world.evidence(id);
    expect(verifyChain(before)).toMatchObject({ state: 'complete', findings: [] });
    const notice = await noticeTo(id, 'service-providers');
    expect(notice.status).toBe('owed');
    await told(notice, daysAgo(0));
    expect(await world.evidence(id)).toEqual(before);
    const chain = `/v1/recipient-notices/${notice.id}/evidence`;
    const opened = await world.get<OpenedChain>('auditor', chain);
    expect(verifyChain(opened)).toMatchObject({ state: 'open', findings: [] });
    expect(opened.entries).toHaveLength(1);
    expect(JSON.parse(opened.entries[0]?.payload ?? '')).toMatchObject({
      type: 'recipient.settled',
      data: { request: id, recipient: 'service-providers', status: 'told', channel: 'letter' },
    });
  });

  it('owes nobody a notice of what was not done, nor under a law that wants none', async () => {
    const thai = await restricted({ residence: 'TH', identifiers: THAI });
    expect((await world.view(thai)).recipients).toEqual([]);
    const nobody = await restricted({ identifiers: [{ type: 'email', value: 'none@de.example' }] });
    expect((await world.view(nobody)).recipients).toEqual([]);
  });

  it('is told by a task where it has a system of its own', async () => {
    const orders: Order[] = [];
    const habeasKey = await world.get<PublicJwk>('operator', '/v1/keys/connector-calls');
    const onNotice = (order: Order) => orders.push(order);
    const system = await startRecipientConnector('service-providers', { habeasKey, onNotice });
    await world.post('owner', '/v1/connectors', { baseUrl: system.url });
    const identifiers = [{ type: 'email', value: PERSONAS.vietnameseWoman.email }];
    const id = await restricted({ identifiers });
    expect(orders).toMatchObject([{ action: 'notify', identifiers, scope: [{ category: 'ID' }] }]);
    const notice = await noticeTo(id, 'service-providers');
    const task = (await world.exercise(id)).tasks.find(({ action }) => action === 'notify');
    expect(notice).toMatchObject({
      status: 'told',
      settled: { channel: 'connector', by: null, task: task?.id },
    });
    expect((await noticeTo(id, 'group')).status).toBe('owed');
    const last = (await payloadsOf(world, id)).findLast(({ type }) => type === 'recipient.settled');
    expect(last?.data).toMatchObject({ status: 'told', task: task?.id });
    await system.close();
  });

  it('gives pages, the oldest first', async () => {
    const { items: all } = await list('');
    const { items, next } = await list('limit=1');
    const { items: second } = await list(`limit=1&cursor=${next}`);
    expect([...items, ...second]).toEqual(all.slice(0, 2));
    await refused(list('status=waiting'), 'query_invalid');
    for (const [noun, body] of [
      ['dispatch', { channel: 'connector', toldAt: daysAgo(0) }],
      ['dispatch', { channel: 'email' }],
      ['excuse', { reason: 'busy' }],
    ] as const) {
      await refused(settle(items[0] as RecipientNoticeView, noun, body), 'body_invalid');
    }
    await refused(
      world.post('auditor', `/v1/recipient-notices/${items[0]?.id}/excuse`, {
        reason: 'impossible',
      }),
      'scope_missing',
    );
    await refused(
      world.post('operator', `/v1/recipient-notices/rcn_${'0'.repeat(32)}/excuse`, {
        reason: 'impossible',
      }),
      'not_found',
    );
  });
});
