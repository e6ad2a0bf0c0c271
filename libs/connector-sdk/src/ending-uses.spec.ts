import { manifestOf, orderOf, systemKeys } from '../test/fixtures.js';
import { PROTOCOL } from './protocol.js';
import { parseManifest, parseOrder } from './schema.js';

const scoped = (activities: unknown) => ({
  ...orderOf('restrict'),
  scope: [{ category: 'contact', retain: [], activities }],
});

describe('an order that ends uses', () => {
  it.each([
    ['names activities', scoped(['others', 'improvement-surveys'])],
    ['has a purpose', { ...orderOf('suppress'), purpose: 'collection' }],
    ['has neither', orderOf('restrict')],
  ])('is taken when it %s', (_, order) => {
    expect(parseOrder(order)).toMatchObject({ ok: true });
  });

  it.each([
    ['no activity', scoped([]), '/scope/0/activities'],
    ['an activity that is no id', scoped(['all of it!']), '/scope/0/activities/0'],
    ['an unknown purpose', { ...orderOf('suppress'), purpose: 'profit' }, '/purpose'],
  ])('is refused with %s', (_, order, path) => {
    const parsed = parseOrder(order);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.path)).toContain(path);
  });
});

describe('a manifest that says what it can end', () => {
  it.each([
    [['marketing'], true],
    [['marketing', 'collection'], true],
    [[], false],
    [['profit'], false],
  ])('with %j: %j', (suppresses, ok) => {
    const { jwk: publicKey } = systemKeys;
    const manifest = { protocol: PROTOCOL, publicKey, ...manifestOf({}) };
    expect(parseManifest({ ...manifest, suppresses })).toMatchObject({ ok });
  });
});
