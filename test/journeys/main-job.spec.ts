import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { backends } from '../support/index.js';
import { digestsOfOthers } from '../support/rows-of-others.js';
import { SYSTEM_NAMES, type Found } from '../support/systems.js';
import { unzip } from '../support/unzip.js';
import { openWorld, type World } from '../support/world.js';

const email = (value: string) => [{ type: 'email', value }];
const { germanWoman, frenchMan, thaiMan, thaiWoman } = PERSONAS;

/** Everything by which a person could be found again. */
const tracesOf = (person: typeof frenchMan) => [
  person.email,
  person.phone,
  person.username,
  person.fullName,
  person.familyName,
  person.customerId,
  ...person.devices.flatMap(({ serial, imei, mac }) => [serial, imei, mac]),
];

describe.each(backends())('the main job, queues on $name', (backend) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend });
  });
  afterAll(async () => {
    await world.close();
  });

  it('gives a German woman all that three systems hold about her', async () => {
    const { customerId, email: address, familyName } = germanWoman;
    const id = await world.fileVerified({
      right: 'access',
      residence: 'DE',
      locale: 'de',
      identifiers: email(address),
    });
    const view = await world.carryThrough(id);
    expect(view.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'data_disclosed' });
    expect(view.laws).toEqual(['gdpr']);
    const disclosure = view.exercises[0]?.disclosure?.id;
    const zip = await world.download('operator', `/v1/disclosures/${disclosure}/package`);
    const files = await unzip(zip);
    const text = [...files.values()].map((bytes) => bytes.toString('utf8')).join('\n');
    expect([...files.keys()].some((name) => name.endsWith('index.html'))).toBe(true);
    for (const trace of [customerId, address, familyName]) expect(text).toContain(trace);
    for (const { serial } of germanWoman.devices) expect(text).toContain(serial);
    expect(text).not.toContain(frenchMan.email);
    const systems = new Set(
      view.exercises[0]?.tasks.filter(({ action }) => action === 'export').map((t) => t.connector),
    );
    expect([...systems].sort()).toEqual([...SYSTEM_NAMES]);
  });

  it('erases a French man but for the order fields that the law keeps', async () => {
    const traces = tracesOf(frenchMan);
    const before = await digestsOfOthers(world.systems.databases, traces);
    expect(before.size).toBeGreaterThan(1_000);
    const id = await world.fileVerified({
      right: 'erasure',
      residence: 'FR',
      identifiers: email(frenchMan.email),
      closeAccount: true,
    });
    const view = await world.carryThrough(id);
    expect(view.exercises[0]).toMatchObject({
      status: 'partly_fulfilled',
      reason: 'retained_by_law',
    });

    const found: Found[] = [];
    for (const trace of traces) if (trace) found.push(...(await world.systems.search(trace)));
    const places = new Set(found.map(({ system, table }) => `${system}.${table}`));
    expect([...places]).toEqual(['accounts.orders']);
    for (const { row } of found) {
      expect(row.person_id).toBeNull();
      const set = Object.entries(row).filter(([, value]) => value !== null);
      const holding = set.filter(([, value]) =>
        traces.some((trace) => trace && String(value).includes(trace)),
      );
      expect(holding.map(([name]) => name)).toEqual(['invoice_name']);
    }

    const after = await digestsOfOthers(world.systems.databases, []);
    expect([...before].filter((digest) => !after.has(digest)).slice(0, 5)).toEqual([]);
  });

  it('does not let telemetry that keeps arriving bring the erased man back', async () => {
    const [device] = frenchMan.devices;
    const serial = device?.serial ?? '';
    const recordedAt = new Date().toISOString();
    const sent = await world.systems.telemetry.ingest({
      serial,
      points: [{ recordedAt, latitude: 48.85, longitude: 2.35, accuracyM: 5, source: 'gps' }],
      events: [],
    });
    expect(sent).toEqual({ stored: 0, dropped: 1 });
    expect(await world.systems.search(serial)).toEqual([]);
    const id = await world.fileVerified({
      right: 'access',
      residence: 'FR',
      identifiers: email(frenchMan.email),
    });
    const view = await world.carryThrough(id);
    expect(view.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'nothing_held' });
  });

  it('answers a Thai man and erases a Thai woman under the PDPA', async () => {
    const access = await world.fileVerified({
      right: 'access',
      residence: 'TH',
      identifiers: [{ type: 'phone', value: thaiMan.phone }],
    });
    const erasure = await world.fileVerified({
      right: 'erasure',
      residence: 'TH',
      identifiers: email(thaiWoman.email),
      closeAccount: true,
    });
    const [given, erased] = await Promise.all([
      world.carryThrough(access),
      world.carryThrough(erasure),
    ]);
    expect(given.laws).toEqual(['pdpa_tha']);
    expect(given.exercises[0]?.status).toBe('fulfilled');
    expect(erased.exercises[0]?.status).toBe('partly_fulfilled');
    const day = 86_400_000;
    const span = ({ exercises, receivedAt }: typeof given) =>
      (Date.parse(exercises[0]?.clocks[0]?.safeDue ?? '') - Date.parse(receivedAt)) / day;
    expect(Math.floor(span(given))).toBe(30);
    expect(Math.floor(span(erased))).toBe(90);
    const places = (await world.systems.search(thaiWoman.fullName)).map(({ table }) => table);
    expect(new Set(places)).toEqual(new Set(['orders']));
  });

  it('says honestly that nothing is held about a stranger', async () => {
    const id = await world.fileVerified({
      right: 'access',
      residence: 'DE',
      identifiers: email(STRANGER.email),
    });
    const view = await world.carryThrough(id);
    expect(view.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'nothing_held' });
    expect(view.exercises[0]?.disclosure?.status).toBe('ready');
  });

  it('calls no system while nobody is verified, and refuses with a ground', async () => {
    const id = await world.file({
      right: 'access',
      residence: 'DE',
      identifiers: email(germanWoman.email),
    });
    const waiting = await world.reaches(id, 'awaiting_identity');
    expect(waiting.tasks).toEqual([]);
    await world.post('operator', `/v1/requests/${id}/refusal`, {
      ground: 'identity_not_established',
    });
    const view = await world.carryThrough(id);
    expect(view.exercises[0]).toMatchObject({
      status: 'refused',
      reason: 'identity_not_established',
      tasks: [],
    });
  });

  it('stops for a person when two verified identifiers belong to two people', async () => {
    const id = await world.file({
      right: 'erasure',
      residence: 'DE',
      identifiers: [...email(germanWoman.email), ...email(thaiMan.email)],
      closeAccount: true,
    });
    for (const { id: identifier } of (await world.view(id)).identifiers) {
      const body = { identifier, level: 'substantial', method: 'email_link' };
      await world.post('operator', `/v1/requests/${id}/verifications`, body);
    }
    const stopped = await world.reaches(id, 'awaiting_decision');
    expect(stopped.reason).toBe('identifiers_conflict');
    expect(stopped.tasks.every(({ action }) => action === 'locate')).toBe(true);
    await world.post('operator', `/v1/requests/${id}/withdrawal`);
    const ended = await world.carryThrough(id);
    expect(ended.exercises[0]).toMatchObject({ status: 'withdrawn', reason: 'person_withdrew' });
  });

  it('proves every request that has ended: chain and receipts hold', async () => {
    const { items } = await world.get<{ items: { id: string; status: string }[] }>(
      'operator',
      '/v1/requests?limit=100',
    );
    expect(items.length).toBeGreaterThan(5);
    for (const { id } of items) {
      const opened = await world.evidence(id);
      expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
      expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
    }
  });
});
