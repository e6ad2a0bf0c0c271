import { assertFact, EVIDENCE_TYPES, type EvidenceType } from './evidence-types.js';
import { KINDS, type FieldForm, type Kind } from './kinds.js';
import { assertPayload } from './payload.js';

const id = (prefix: string) => `${prefix}_${'0190'.repeat(8)}`;
const digest = 'A'.repeat(43);

/** One good value of each kind. */
const GOOD: Record<Kind, unknown> = {
  id: id('exe'),
  actor: 'worker',
  slug: 'identity_verified',
  digest,
  count: 3,
  counts: { found: 2, erased: 0 },
  instant: '2026-03-01T09:30:00.000Z',
  law: 'pdpa_tha',
  right: 'erasure',
  action: 'erase',
  outcome: 'retained',
  status: 'awaiting_approval',
  level: 'substantial',
  identifier_type: 'email',
  requester: 'parent',
  decision: 'approved',
  country: 'TH',
};

/** What people write, and what identifies them. None of it may get into the evidence. */
const PERSONAL = [
  'ada.lovelace@example.org',
  'Ada Lovelace',
  'สมชาย ใจดี',
  '+49 30 1234567',
  '+49301234567',
  '4930123456',
  '490154203237518',
  '00:1b:44:11:3a:b7',
  'Musterstraße 12, 10115 Berlin',
  'please delete my account',
  'https://example.org/?email=ada',
  '',
  ' ',
  'ada\n',
];

function goodValue(form: FieldForm): unknown {
  if (form.endsWith('[]')) return [GOOD[form.slice(0, -2) as Kind]];
  return GOOD[form.replace('?', '') as Kind];
}

const fieldsOf = (type: EvidenceType) => Object.entries<FieldForm>(EVIDENCE_TYPES[type]);
const goodData = (type: EvidenceType) =>
  Object.fromEntries(fieldsOf(type).map(([name, form]) => [name, goodValue(form)]));
const types = Object.keys(EVIDENCE_TYPES) as EvidenceType[];
const everyField = types.flatMap((type) =>
  fieldsOf(type).map(([name, form]) => [type, name, form] as const),
);

describe('the closed schema of evidence', () => {
  it.each(types)('takes %s with every field', (type) => {
    expect(() => assertFact({ type, data: goodData(type) })).not.toThrow();
  });

  it.each(everyField)('refuses personal data and free text in %s, %s', (type, name) => {
    for (const value of [...PERSONAL, ...PERSONAL.map((text) => [text])]) {
      const fact = { type, data: { ...goodData(type), [name]: value } };
      expect(() => assertFact(fact)).toThrow(`Evidence is refused: ${type} has a '${name}'`);
    }
  });

  it.each(everyField)('refuses other shapes in %s, %s', (type, name) => {
    for (const value of [null, true, -1, 0.5, Number.NaN, { name: 'x' }, [[]], [{}]]) {
      const fact = { type, data: { ...goodData(type), [name]: value } };
      expect(() => assertFact(fact)).toThrow(`Evidence is refused: ${type} has a '${name}'`);
    }
  });

  it.each(everyField)('needs %s to have %s unless it is optional', (type, name, form) => {
    const { [name]: _left, ...data } = goodData(type);
    const check = () => assertFact({ type, data });
    if (form.endsWith('?')) expect(check).not.toThrow();
    else expect(check).toThrow(`has a '${name}' that is not of kind`);
  });

  it.each(types)('refuses %s with a field that it does not know', (type) => {
    const data = { ...goodData(type), comment: 'ada@example.org' };
    expect(() => assertFact({ type, data })).toThrow(
      'has 1 field(s) that the schema does not know',
    );
  });

  it.each(['request.noted', 'toString', '__proto__', ''])('refuses the type %p', (type) => {
    expect(() => assertFact({ type, data: {} })).toThrow('Evidence of an unknown type is refused');
  });

  it('never repeats a refused value or the name of an unknown field', () => {
    const fact = {
      type: 'answer.sent',
      data: { ...goodData('answer.sent'), channel: 'ada@example.org' },
    };
    expect(() => assertFact(fact)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('ada') }),
    );
    const unknown = { type: 'request.closed', data: { total: 1, 'ada@example.org': 1 } };
    expect(() => assertFact(unknown)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('ada') }),
    );
  });

  it('bounds lists and words', () => {
    expect(KINDS.slug('a'.repeat(48))).toBe(true);
    expect(KINDS.slug('a'.repeat(49))).toBe(false);
    const laws = Array.from({ length: 33 }, () => 'gdpr');
    expect(() => assertFact({ type: 'law.determined', data: { laws } })).toThrow("has a 'laws'");
  });

  it('takes an instant only as UTC with milliseconds, and only a real one', () => {
    expect(KINDS.instant('2026-02-28T23:59:59.999Z')).toBe(true);
    for (const text of ['2026-02-30T00:00:00.000Z', '2026-02-28T00:00:00Z', '2026-02-28', 0]) {
      expect(KINDS.instant(text)).toBe(false);
    }
  });
});

describe('assertPayload', () => {
  const payload = {
    v: 1,
    n: 2,
    prev: Buffer.alloc(32).toString('base64'),
    type: 'request.closed',
    at: '2026-03-01T09:30:00.000Z',
    actor: id('prn'),
    data: { total: 2 },
  };

  it('takes a good payload', () => {
    expect(() => assertPayload(payload)).not.toThrow();
  });

  it.each<[string, object]>([
    ['another version', { v: 2 }],
    ['no number', { n: 0 }],
    ['a prev in base64url', { prev: Buffer.alloc(32, 255).toString('base64url') }],
    ['an instant with an offset', { at: '2026-03-01T09:30:00.000+01:00' }],
    ['a person for an actor', { actor: 'ada@example.org' }],
    ['a field more', { note: 'x' }],
    ['the binding of entry 1 elsewhere', { data: { total: 2, kreq: payload.prev } }],
    ['entry 1 without its binding', { n: 1, prev: '' }],
  ])('refuses %s', (_name, change) => {
    expect(() => assertPayload({ ...payload, ...change })).toThrow(TypeError);
  });
});
