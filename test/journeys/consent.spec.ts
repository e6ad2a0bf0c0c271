import { verifyChain } from '@habeas/evidence-format';
import type { MessageText, MessageView, SuppressionAnswer } from '@habeas/requests';
import { recipientsOf } from '../../apps/connectors/marketing/recipients.js';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { openWorld, type World } from '../support/world.js';

const { germanWoman, thaiWoman } = PERSONAS;
type Identifier = { type: string; value: string };
const byEmail = ({ email }: { email: string }): Identifier => ({ type: 'email', value: email });
const serialOf = ({ devices }: { devices: { serial: string }[] }) => devices[0]?.serial ?? '';

describe('a withdrawal of consent', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(() => world.close());

  const withdrawal = (residence: string, identifiers: Identifier[]) =>
    world.file({ right: 'consent_withdrawal', residence, identifiers });
  const purposesOf = async (identifier: Identifier) => {
    const asked = Buffer.from(JSON.stringify([identifier])).toString('base64url');
    const headers = { 'habeas-identifiers': asked };
    const path = '/v1/suppressions/check';
    const { items } = await world.get<{ items: SuppressionAnswer[] }>('owner', path, headers);
    return items[0]?.purposes;
  };
  const report = (serial: string) => {
    const recordedAt = new Date().toISOString();
    return world.systems.telemetry.ingest({
      serial,
      points: [{ recordedAt, latitude: 52.5, longitude: 13.4, accuracyM: 5, source: 'gps' }],
      events: [{ recordedAt, action: 'open', screen: 'home', durationMs: 5 }],
    });
  };
  const mailed = async (email: string) => {
    const { store } = world.systems.marketing;
    const campaigns = Array.from({ length: 96 }, (_, index) => index + 1);
    const all = await Promise.all(campaigns.map((one) => recipientsOf(store, one)));
    return all.flat().find((one) => one.email === email);
  };

  it('stops what consent carried, on identifiers that nobody has verified, and no more', async () => {
    expect(await report(serialOf(germanWoman))).toEqual({ stored: 2, dropped: 0 });
    const given = [byEmail(germanWoman), { type: 'device_serial', value: serialOf(germanWoman) }];
    const id = await withdrawal('DE', given);
    expect(await purposesOf(byEmail(germanWoman))).toEqual(['collection']);
    const done = await world.reaches(id, 'delivering');
    expect(done).toMatchObject({ reason: 'consent_withdrawn', outcome: 'fulfilled' });
    expect(done.tasks.map(({ key }) => key).sort()).toEqual([
      'suppress:marketing',
      'suppress:telemetry',
    ]);
    // Usage was collected by consent; positions were not.
    expect(await report(serialOf(germanWoman))).toEqual({ stored: 1, dropped: 1 });
    const objected = await world.systems.marketing.store.query<{ mailed: boolean }>(
      `select bool_and(objected_at is null and untracked_at is not null) as mailed from contacts
       where lower(email) = lower($1)`,
      [germanWoman.email],
    );
    expect(objected).toEqual([{ mailed: true }]);
    const recipient = await mailed(germanWoman.email);
    expect(recipient?.tracked ?? false).toBe(false);
    const [answer] = (
      await world.get<{ items: MessageView[] }>(
        'operator',
        `/v1/requests/${id}/messages?kind=answer`,
      )
    ).items;
    const { text } = await world.get<MessageText>('operator', `/v1/messages/${answer?.id}`);
    expect(text).toMatch(/for marketing too. If you do not want that, object/);
    await world.carryThrough(id);
    expect(verifyChain(await world.evidence(id))).toMatchObject({ state: 'complete' });
  });

  it('is left for a person where nobody can be told by what was given, and searched for then', async () => {
    const id = await withdrawal('TH', [byEmail(thaiWoman)]);
    const stopped = await world.reaches(id, 'awaiting_decision');
    expect(stopped.reason).toBe('coverage_gap');
    expect(stopped.tasks.map(({ key, status }) => `${key} ${status}`)).toEqual([
      'suppress:marketing done',
    ]);
    expect(JSON.stringify(stopped.plan?.cells)).toContain('s. 19');
    await world.post('operator', `/v1/requests/${id}/replanning`);
    const done = await world.reaches(id, 'delivering');
    expect(done).toMatchObject({ reason: 'consent_withdrawn', outcome: 'fulfilled' });
    expect(await report(serialOf(thaiWoman))).toEqual({ stored: 1, dropped: 1 });
    await world.carryThrough(id);
    expect(verifyChain(await world.evidence(id))).toMatchObject({ state: 'complete' });
  });

  it('is not what an objection to marketing does: collection goes on', async () => {
    const person = PERSONAS.frenchMan;
    const identifiers = [byEmail(person), { type: 'device_serial', value: serialOf(person) }];
    const id = await world.file({ right: 'marketing_objection', residence: 'FR', identifiers });
    const done = await world.reaches(id, 'delivering');
    expect(done.tasks.map(({ key }) => key)).toEqual(['suppress:marketing']);
    expect(await report(serialOf(person))).toEqual({ stored: 2, dropped: 0 });
  });
});
