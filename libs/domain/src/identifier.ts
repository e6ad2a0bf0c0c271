import { HabeasError } from './errors.js';

/** Kinds of identifiers that systems are searched by. */
export const IDENTIFIER_TYPES = [
  'email',
  'phone',
  'username',
  'customer_id',
  'contact_id',
  'device_serial',
  'imei',
  'mac',
] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/** How surely an identifier belongs to the requester; the words are those of eIDAS Article 8(2). */
export const LEVELS = ['unverified', 'low', 'substantial', 'high'] as const;
export type Level = (typeof LEVELS)[number];

/** Longest accepted value, in UTF-16 code units (RFC 5321 bounds an address at 254 octets). */
export const IDENTIFIER_LENGTH_MAX = 254;

const FORMS: Record<
  IdentifierType,
  { clean: (value: string) => string; form: RegExp; hint: string }
> = {
  email: {
    clean: (value) => value.toLowerCase(),
    form: /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\.]+(?:\.[^\s@<>"(),:;[\]\\.]+)+$/u,
    hint: 'an address such as name@example.org',
  },
  phone: {
    clean: (value) => value.replace(/[\s().-]/g, ''),
    form: /^\+[1-9]\d{6,14}$/,
    hint: 'E.164 with the country code, such as +4930123456',
  },
  username: {
    clean: (value) => value.toLowerCase(),
    form: /^\S{1,64}$/u,
    hint: 'no spaces, at most 64',
  },
  customer_id: {
    clean: (value) => value,
    form: /^[A-Za-z0-9_-]{1,64}$/,
    hint: 'letters, digits, - and _',
  },
  contact_id: {
    clean: (value) => value,
    form: /^[A-Za-z0-9_-]{1,64}$/,
    hint: 'letters, digits, - and _',
  },
  device_serial: {
    clean: (value) => value.toUpperCase().replace(/[\s-]/g, ''),
    form: /^[A-Z0-9]{6,32}$/,
    hint: '6 to 32 letters and digits',
  },
  imei: { clean: (value) => value.replace(/[\s-]/g, ''), form: /^\d{15}$/, hint: '15 digits' },
  mac: {
    clean: (value) => value.toLowerCase().replace(/-/g, ':'),
    form: /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/,
    hint: 'six pairs of hex digits',
  },
};

/** True when `level` is at least `minimum`. */
export function meetsLevel(level: Level, minimum: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(minimum);
}

/**
 * The one form under which an identifier is stored, sent and digested: NFC, trimmed, and cleaned by
 * type. Throws `identifier_invalid`; the message names the type, never the value.
 */
export function normaliseIdentifier(type: IdentifierType, value: string): string {
  const { clean, form, hint } = FORMS[type];
  const malformed = new HabeasError(
    'identifier_invalid',
    `This ${type} is malformed; give ${hint}.`,
  );
  if (value.length > IDENTIFIER_LENGTH_MAX || !value.isWellFormed()) throw malformed;
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
  if (/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(value)) throw malformed;
  const cleaned = clean(value.normalize('NFC').trim());
  if (!form.test(cleaned)) throw malformed;
  return cleaned;
}
