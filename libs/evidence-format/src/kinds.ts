/**
 * The kinds of value that evidence may hold. There is no kind for text: what cannot be said as an
 * id, a word of a list, a digest, a count or an instant does not get into the evidence.
 */

/** Records, never fields; the names are those of the connector protocol. */
export const COUNT_NAMES = [
  'found',
  'exported',
  'erased',
  'anonymised',
  'retained',
  'restricted',
  'suppressed',
  'rectified',
] as const;
export type CountName = (typeof COUNT_NAMES)[number];
export type Counts = Partial<Record<CountName, number>>;

/** Longest list in one field. */
const LIST_MAX = 32;
const SLUG_LENGTH_MAX = 48;

const matches = (form: RegExp) => (value: unknown) => typeof value === 'string' && form.test(value);
const oneOf = (words: string) => {
  const list = new Set(words.split(' '));
  return (value: unknown) => typeof value === 'string' && list.has(value);
};

const ID = /^[a-z]{2,5}_[0-9a-f]{32}$/;
const SLUG = /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isId = matches(ID);
const isSlug = (value: unknown) =>
  typeof value === 'string' && value.length <= SLUG_LENGTH_MAX && SLUG.test(value);

function isInstant(value: unknown): boolean {
  if (typeof value !== 'string' || !INSTANT.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

function isCounts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const known: readonly string[] = COUNT_NAMES;
  return Object.entries(value).every(([name, count]) => known.includes(name) && isCount(count));
}

/**
 * Word lists stand here in full, because an entry must stay readable when the code that wrote it is
 * gone; a test keeps them equal to the words of `domain`.
 */
export const KINDS = {
  /** Type prefix and 128 random or time-ordered bits: `req_0190…`. */
  id: isId,
  /** A principal, a connector, or a part of the software by name. */
  actor: (value: unknown) => isId(value) || isSlug(value),
  /** A word from a list kept elsewhere: a connector, a method, a reason. Shape only. */
  slug: isSlug,
  /** SHA-256 or HMAC-SHA256: base64url without padding, or lower-case hex. */
  digest: matches(/^(?:[A-Za-z0-9_-]{43}|[0-9a-f]{64})$/),
  count: isCount,
  counts: isCounts,
  /** UTC with milliseconds, as `Date.toISOString` writes it. */
  instant: isInstant,
  law: oneOf('gdpr pdpa_tha uk_gdpr lgpd_bra pdpl_vnm pdpa_sgp appi_jpn ccpa_usa'),
  right: oneOf(
    'access portability rectification erasure restriction objection marketing_objection ' +
      'consent_withdrawal automated_decision_review',
  ),
  action: oneOf('locate export rectify restrict release erase suppress verify notify'),
  outcome: oneOf(
    'completed partial nothing_found retained not_supported accepted_unconfirmed needs_human failed',
  ),
  status: oneOf(
    'received awaiting_identity awaiting_clarification awaiting_decision locating ' +
      'awaiting_approval acting verifying delivering fulfilled partly_fulfilled refused ' +
      'withdrawn expired',
  ),
  level: oneOf('unverified low substantial high'),
  identifier_type: oneOf('email phone username customer_id contact_id device_serial imei mac'),
  requester: oneOf('subject parent agent'),
  decision: oneOf('approved rejected'),
  /** ISO 3166-1 alpha-2. */
  country: matches(/^[A-Z]{2}$/),
} as const;
export type Kind = keyof typeof KINDS;

/** A field's form: a kind, an optional one (`digest?`), or a list of one (`law[]`). */
export type FieldForm = Kind | `${Kind}?` | `${Kind}[]`;

/** What is wrong with `data` under `fields`: a phrase without any value, or undefined. */
export function misfit(
  fields: Readonly<Record<string, FieldForm>>,
  data: Readonly<Record<string, unknown>>,
): string | undefined {
  const extra = Object.keys(data).filter((name) => !Object.hasOwn(fields, name));
  if (extra.length > 0) return `has ${extra.length} field(s) that the schema does not know`;
  const wrong = Object.entries(fields).find(([name, form]) => !fits(form, data[name]));
  return wrong && `has a '${wrong[0]}' that is not of kind ${wrong[1]}`;
}

function fits(form: FieldForm, value: unknown): boolean {
  if (form.endsWith('?')) return value === undefined || fitsKind(form.slice(0, -1), value);
  if (!form.endsWith('[]')) return fitsKind(form, value);
  const kind = form.slice(0, -2);
  return (
    Array.isArray(value) && value.length <= LIST_MAX && value.every((item) => fitsKind(kind, item))
  );
}

function fitsKind(kind: string, value: unknown): boolean {
  return KINDS[kind as Kind](value);
}
