import { thumbprint } from './keys.js';
import {
  COUNTED,
  OUTCOMES,
  PROBLEM_CODES,
  PROTOCOL,
  PROTOCOL_ACTIONS,
  STOP_PURPOSES,
  type Answer,
  type ConnectorProblem,
  type ExportRecord,
  type Fault,
  type Manifest,
  type Order,
  type PageCall,
  type Paging,
  type PublicJwk,
  type Receipt,
} from './protocol.js';
import {
  anyJson,
  both,
  isObject,
  listOf,
  mapOf,
  oneOf,
  parseDocument,
  shape,
  text,
  wholeNumber,
  type Parsed,
} from './shape.js';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
const id = text({ max: 64, form: ID, hint: 'an id of 1 to 64 letters, digits and _ . : -' });
const slug = text({
  max: 32,
  form: /^[a-z][a-z0-9-]*$/,
  hint: 'a slug of at most 32 small letters, digits and hyphens',
});
const code = text({
  max: 64,
  form: /^[a-z][a-z0-9_.-]*$/,
  hint: 'a code of at most 64 small letters, digits and _ . -',
});
const phrase = text({ max: 200 });
const instant = text({
  max: 40,
  form: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/,
  hint: 'an instant as RFC 3339 writes it',
});
const day = text({ max: 10, form: /^\d{4}-\d\d-\d\d$/, hint: 'a day such as 2027-12-31' });
const digest = text({ max: 43, form: /^[A-Za-z0-9_-]{43}$/, hint: '32 bytes in base64url' });
const address = text({ max: 2048, form: /^https?:\/\/[^\s#]+$/, hint: 'an http(s) address' });
const jws = text({ max: 4096, form: /^[\w-]+\.[\w-]+\.[\w-]+$/, hint: 'a compact JWS' });
const token = text({
  max: 4096,
  form: /^[A-Za-z0-9_.~-]+$/,
  hint: 'a token of at most 4096 letters, digits and _ . ~ -',
});

const identifier = shape({ type: id, value: text({ max: 254 }) });
const counts = shape(Object.fromEntries(COUNTED.map((name) => [name, wholeNumber()])));
const fields = listOf(text({ max: 64 }), { max: 200 });

const part = shape({ name: phrase, dataset: id }, { fields });

const manifest = shape(
  {
    protocol: oneOf([PROTOCOL]),
    slug,
    name: phrase,
    version: text({ max: 64 }),
    publicKey: both(
      shape({ kty: oneOf(['OKP']), crv: oneOf(['Ed25519']), x: digest, kid: digest }),
      (value, path, report) => {
        const jwk = isObject(value) ? (value as unknown as PublicJwk) : undefined;
        if (jwk && jwk.kid !== thumbprint(jwk)) report(`${path}/kid`, 'must be the thumbprint');
      },
    ),
    actions: shape(
      {},
      Object.fromEntries(
        PROTOCOL_ACTIONS.map((action) => {
          const answersAtOnce = action === 'locate' || action === 'export';
          return [action, shape({ mode: oneOf(answersAtOnce ? ['sync'] : ['sync', 'async']) })];
        }),
      ),
    ),
    accepts: listOf(id, { max: 50 }),
    returns: listOf(id, { max: 50 }),
    categories: listOf(
      shape({ id, datasets: listOf(id, { max: 200 }) }, { parts: listOf(part, { max: 200 }) }),
      { max: 200 },
    ),
    residency: listOf(text({ max: 64 }), { max: 50 }),
    limits: shape({
      concurrency: wholeNumber(1000, 1),
      pageSize: wholeNumber(10_000, 1),
      timeoutSeconds: wholeNumber(600, 1),
      worstCaseHours: wholeNumber(8760),
    }),
  },
  { suppresses: listOf(oneOf(STOP_PURPOSES), { max: 2, min: 1 }) },
);

const patchValue = text({ max: 1_000, min: 0 });
const patchOperation = shape(
  { op: oneOf(['test', 'replace', 'add', 'remove']), path: text({ max: 254, form: /^\// }) },
  {
    value: (value, path, report) => {
      if (value !== null) patchValue(value, path, report);
    },
  },
);

const order = shape(
  {
    protocol: oneOf([PROTOCOL]),
    task: id,
    nonce: digest,
    audience: text({ max: 255 }),
    action: oneOf(PROTOCOL_ACTIONS),
    request: id,
    right: id,
    laws: listOf(id, { max: 32 }),
    identifiers: listOf(identifier, { max: 200 }),
    scope: listOf(
      shape(
        {
          category: id,
          retain: listOf(
            shape({ rule: id, statute: phrase, dataset: id, fields, years: wholeNumber(200) }),
            { max: 100 },
          ),
        },
        {
          withhold: listOf(phrase, { max: 200, min: 1 }),
          activities: listOf(id, { max: 200, min: 1 }),
          patch: listOf(patchOperation, { max: 200, min: 1 }),
        },
      ),
      { max: 200 },
    ),
    deadline: instant,
    callback: address,
  },
  { purpose: oneOf(STOP_PURPOSES) },
);

const match = shape(
  {
    by: listOf(wholeNumber(199), { max: 200, min: 1 }),
    identifiers: listOf(identifier, { max: 200 }),
    categories: mapOf(wholeNumber(), { key: ID, max: 200 }),
  },
  { subject: text({ max: 254 }) },
);

const retained = shape({
  rule: id,
  statute: phrase,
  dataset: id,
  category: id,
  fields,
  records: wholeNumber(),
  until: day,
});

const answer = shape(
  { task: id, status: oneOf(['done']), outcome: oneOf(OUTCOMES), counts, receipt: jws },
  {
    matches: listOf(match, { max: 1000 }),
    retained: listOf(retained, { max: 1000 }),
    reason: code,
  },
);

const paging = shape({
  task: id,
  status: oneOf(['paging']),
  datasets: listOf(shape({ name: id, category: id, records: wholeNumber() }), { max: 500 }),
  continuation: token,
});

const receipt = shape({
  iss: slug,
  aud: text({ max: 255 }),
  task: id,
  nonce: digest,
  action: oneOf(PROTOCOL_ACTIONS),
  outcome: oneOf(OUTCOMES),
  counts,
  order: digest,
  evidence: digest,
  started: instant,
  finished: instant,
  iat: wholeNumber(),
});

const RECORD_DEPTH_MAX = 32;
const anything = anyJson(RECORD_DEPTH_MAX);
const record = shape({
  dataset: id,
  category: id,
  data: (value, path, report) => {
    if (!isObject(value)) return report(path, 'must be an object');
    anything(value, path, report);
  },
});

const fault = shape({ path: text({ min: 0, max: 512 }), detail: text({ max: 512 }) });
const problem = shape(
  {
    type: text({ max: 255 }),
    title: phrase,
    status: wholeNumber(599, 400),
    code: oneOf(PROBLEM_CODES),
    detail: text({ max: 1000 }),
  },
  { errors: listOf(fault, { max: 50 }) },
);

/** Longest line of a page, in characters. */
export const RECORD_LENGTH_MAX = 1_048_576;

export const parseManifest = (json: unknown): Parsed<Manifest> => parseDocument(json, manifest);
export const parseOrder = (json: unknown): Parsed<Order> => parseDocument(json, order);
export const parseAnswer = (json: unknown): Parsed<Answer> => parseDocument(json, answer);
export const parsePaging = (json: unknown): Parsed<Paging> => parseDocument(json, paging);
export const parsePageCall = (json: unknown): Parsed<PageCall> =>
  parseDocument(json, shape({ order, continuation: token }));
export const parseReceipt = (json: unknown): Parsed<Receipt> => parseDocument(json, receipt);
export const parseProblem = (json: unknown): Parsed<ConnectorProblem> =>
  parseDocument(json, problem);

/** One line of a page, without its line feed. */
export function parseRecord(line: string): Parsed<ExportRecord> {
  const tooLong = { path: '', detail: `must be at most ${RECORD_LENGTH_MAX} characters` };
  if (line.length > RECORD_LENGTH_MAX) return { ok: false, faults: [tooLong] };
  return parseDocument(line, record);
}

/** Faults of a record before it is written, under `path`. */
export function recordFaults(value: ExportRecord, path: string): Fault[] {
  const parsed = parseDocument(value, record);
  return parsed.ok ? [] : parsed.faults.map((each) => ({ ...each, path: `${path}${each.path}` }));
}
