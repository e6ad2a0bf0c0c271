import type { ErrorCode } from '@habeas/domain';
import { verifyChain, type OpenedChain } from '@habeas/evidence-format';
import type { AuthorityView, ComplaintView, MessageText, MessageView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { payloadsOf } from '../support/halfway.js';
import { until } from '../support/index.js';
import { openWorld, type World } from '../support/world.js';

let strangers = 0;

interface Asked {
  right?: string;
  requester?: 'subject' | 'parent' | 'agent';
  age?: number;
  residence?: string;
  stays?: string[];
  email?: string;
}

describe('duties towards the person', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(() => world.close());

  const act = (id: string, noun: string, body: object = {}) =>
    world.post('operator', `/v1/requests/${id}/${noun}`, body);
  const refused = (call: Promise<unknown>, code: ErrorCode) =>
    expect(call).rejects.toThrow(`"code":"${code}"`);

  async function file(asked: Asked): Promise<string> {
    const { right = 'access', requester, residence = 'DE', age, stays } = asked;
    const { email = `child-${(strangers += 1)}@de.example` } = asked;
    const { id } = await world.post('portal', '/v1/requests', {
      receivedAt: new Date().toISOString(),
      channel: 'web_form',
      locale: 'en',
      ...(requester ? { requester } : {}),
      subject: {
        residence,
        ...(stays ? { stays } : {}),
        ...(age === undefined ? {} : { age }),
        identifiers: [{ type: 'email', value: email }],
      },
      rights: [{ right }],
    });
    return id;
  }

  const authorities = (id: string) =>
    world.get<AuthorityView>('operator', `/v1/requests/${id}/authorities`);
  const neededOf = async (id: string) =>
    (await authorities(id)).needed.map(({ law, kind, missing }) => [law, kind, missing]);

  describe('whoever acts for another', () => {
    it('takes a girl of 17 for of age under the notice, and for a minor in Thailand', async () => {
      const here = await file({ age: 17 });
      await world.verify(here);
      await world.reaches(here, 'delivering');
      expect(await neededOf(here)).toEqual([]);

      const both = await file({ age: 17, stays: ['TH'] });
      expect(await neededOf(both)).toEqual([['pdpa_tha', 'parental_consent', true]]);
      await world.verify(both);
      const waits = await world.reaches(both, 'awaiting_identity');
      expect(waits.tasks).toEqual([]);
      await act(both, 'authorities', { kind: 'parental_consent', method: 'document_seen' });
      await world.reaches(both, 'delivering');
      expect(await neededOf(both)).toEqual([['pdpa_tha', 'parental_consent', false]]);
      const shown = (await payloadsOf(world, both)).find(({ type }) => type === 'authority.shown');
      expect(shown?.data).toMatchObject({ kind: 'parental_consent', method: 'document_seen' });
    });

    it('lets only a parent act for a child of ten in Thailand', async () => {
      const id = await file({ age: 10, residence: 'TH' });
      await world.verify(id);
      await act(id, 'authorities', { kind: 'parental_consent', method: 'in_person' });
      expect(await neededOf(id)).toEqual([['pdpa_tha', 'parental_authority', true]]);
      await world.reaches(id, 'awaiting_identity');
      await act(id, 'authorities', { kind: 'parental_authority', method: 'register_checked' });
      await world.reaches(id, 'delivering');
    });

    it('counts on once authority is shown, though the question came after the identity', async () => {
      const id = await file({ requester: 'parent', age: 9 });
      await world.verify(id);
      await world.reaches(id, 'awaiting_identity');
      await act(id, 'identity-question', { askedAt: new Date().toISOString() });
      expect((await world.exercise(id)).clocks[0]?.legalDue).toBeNull();
      await act(id, 'authorities', { kind: 'parental_authority', method: 'document_seen' });
      const { clocks, events } = await world.reaches(id, 'delivering');
      expect(events.map(({ type }) => type)).toEqual(['identity_requested', 'identity_confirmed']);
      expect(clocks[0]?.legalDue).not.toBeNull();
    });

    it('says why an identified request waits', async () => {
      const id = await file({ requester: 'agent', right: 'erasure' });
      await world.verify(id);
      const waits = await world.reaches(id, 'awaiting_identity');
      expect(waits.tasks).toEqual([]);
      const { needed } = await authorities(id);
      expect(needed).toMatchObject([{ law: 'gdpr', kind: 'mandate', missing: true }]);
      expect(needed[0]?.citation).toContain('Art. 12(6) GDPR');
      await act(id, 'authorities', { kind: 'mandate', method: 'document_seen' });
      expect((await world.carryThrough(id)).closedAt).not.toBeNull();
      expect(verifyChain(await world.evidence(id)).findings).toEqual([]);
      await refused(
        act(id, 'authorities', { kind: 'mandate', method: 'document_seen' }),
        'transition_illegal',
      );
    });

    it('stops marketing at anybody’s word', async () => {
      const id = await file({ requester: 'agent', right: 'marketing_objection', residence: 'TH' });
      await world.reaches(id, 'delivering');
    });

    it('has a person decide before data go to a parent', async () => {
      const { email } = PERSONAS.germanWoman;
      const id = await file({ requester: 'parent', age: 9, email });
      await world.verify(id);
      await act(id, 'authorities', { kind: 'parental_authority', method: 'document_seen' });
      const waits = await world.reaches(id, 'awaiting_approval');
      expect(waits.reason).toBe('answer_to_parent');
      expect(waits.tasks.map(({ action }) => action)).not.toContain('export');
      await world.approve(id);
      await world.reaches(id, 'delivering');
    });

    it.each([-1, 151, 9.5, '9'])('refuses an age of %p', async (age) => {
      await refused(file({ age: age as number }), 'body_invalid');
    });
  });

  describe('a complaint', () => {
    const complain = (id: string, about = 'late', receivedAt = new Date().toISOString()) =>
      act(id, 'complaints', { about, channel: 'email', receivedAt });
    const complaints = async (id: string) =>
      (await world.get<{ items: ComplaintView[] }>('auditor', `/v1/requests/${id}/complaints`))
        .items;

    it('is a case of its own, also after the request was closed', async () => {
      const id = await file({});
      await act(id, 'withdrawal');
      await world.carryThrough(id);
      const { id: complaint } = await complain(id, 'incomplete_answer');
      expect(await complaints(id)).toMatchObject([
        { id: complaint, about: 'incomplete_answer', acknowledgeBy: null, outcome: null },
      ]);
      const due = `/v1/requests/${id}/messages?status=due`;
      const { items } = await world.get<{ items: MessageView[] }>('operator', due);
      expect(items).toMatchObject([{ kind: 'complaint_acknowledgement', about: complaint }]);
      const [message = { id: '' }] = items;
      const path = `/v1/messages/${message.id}`;
      const { text } = await world.get<MessageText>('operator', path);
      expect(text).toContain('It is about this: that our answer is not complete.');
      const sentAt = new Date().toISOString();
      await world.post('operator', `${path}/dispatch`, { channel: 'email', sentAt });
      await world.post('operator', `/v1/complaints/${complaint}/outcome`, { outcome: 'upheld' });
      expect(await complaints(id)).toMatchObject([
        { acknowledgedAt: sentAt, outcome: { outcome: 'upheld' } },
      ]);
      const chain = `/v1/complaints/${complaint}/evidence`;
      const opened = await world.get<OpenedChain>('auditor', chain);
      expect(verifyChain(opened)).toMatchObject({ state: 'open', findings: [] });
      expect(opened.entries).toHaveLength(4);
      await refused(
        world.post('operator', `/v1/complaints/${complaint}/outcome`, { outcome: 'upheld' }),
        'transition_illegal',
      );
      expect((await world.view(id)).closedAt).not.toBeNull();
    });

    it('does not keep a request open, and cannot be older than it', async () => {
      const id = await file({});
      await complain(id);
      await act(id, 'withdrawal');
      await refused(complain(id, 'late', '2020-01-01T00:00:00Z'), 'body_invalid');
      await world.post('operator', `/v1/messages/${await dueOf(id)}/dispatch`, {
        channel: 'phone',
        sentAt: new Date().toISOString(),
      });
      await until(
        () => world.view(id),
        ({ closedAt }) => closedAt !== null,
      );
    });

    async function dueOf(id: string): Promise<string> {
      const path = `/v1/requests/${id}/messages?status=due&kind=withdrawal_confirmed`;
      const { items } = await world.get<{ items: MessageView[] }>('operator', path);
      return items[0]?.id ?? '';
    }
  });
});
