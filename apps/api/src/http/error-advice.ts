import { ERRORS, type ErrorCode } from '@habeas/domain';

/** What whoever meets a refusal does about it. A test asks for every code of `ERRORS`. */
const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  body_invalid: 'Correct the places that `errors` points at, and send it again with a new key.',
  query_invalid: 'Correct the parameter; the OpenAPI document lists those of each operation.',
  header_invalid: 'Correct the header; the OpenAPI document says what stands in it.',
  http_malformed: 'Use an HTTP library; check that ids and header values are not cut or doubled.',
  headers_too_large: 'Send fewer or shorter headers; 16 KiB is the limit.',
  request_timeout: 'Send the call again at once, over a better connection.',
  body_too_large: 'Send less at once; 256 KiB is the limit, 4 MiB for a policy.',
  media_type_unsupported: 'Send JSON, and say so in Content-Type.',
  idempotency_key_missing:
    'Add an Idempotency-Key header: a fresh random value per intended write.',
  idempotency_key_invalid: 'Send one quoted text, such as a UUID, as the value.',
  idempotency_key_in_use: 'Wait for the first call, then repeat it with the same key.',
  idempotency_key_reused:
    'Take a new key for another body; repeat the old body for the old answer.',
  unauthenticated:
    'Send `Authorization: Bearer hbs_…` with a key that is neither revoked nor over.',
  scope_missing: 'Use a key with one of the scopes that the operation lists under `x-scopes`.',
  not_found: 'Check the id. What this key may not see looks the same as what is not there.',
  method_not_allowed: 'Use a method of the `Allow` header.',
  identifier_invalid: 'Correct the identifier; the message names its type and form.',
  identifiers_missing: 'Give at least one identifier by which a system can find the person.',
  identifiers_conflict: 'Find out which identifiers are the person’s, and file with those alone.',
  identity_unverified: 'Record the verification of an identifier first.',
  right_unknown: 'Use one of the rights in the OpenAPI document.',
  right_not_supported: 'Answer this right by hand: no law pack here plans it.',
  changes_invalid: 'Give a JSON Patch per category, each change after a test of the present value.',
  law_unknown: 'Use one of the laws in the OpenAPI document.',
  law_undetermined: 'Give residence or place of the person, or name the laws yourself.',
  received_in_future: 'Correct the instant of receipt, or the clock of the sender.',
  request_duplicate: 'Work on the request that it repeats; the message names it.',
  transition_illegal: 'Read the request again: someone was faster, or it waits for something else.',
  ground_not_in_law: 'Name a ground that every law knows, or do what that law demands.',
  extension_not_in_law: 'Answer within the first period; this law knows no longer one.',
  extension_already_given: 'Answer by the date that the first extension gave.',
  extension_too_late: 'Answer now; an extension must be told within the first period.',
  question_open: 'Record the answer to the question that stands open before asking another.',
  task_not_failed: 'Read the task again; only what failed can be tried again or left out.',
  seal_mismatch: 'Read the plan again and approve the seal that it has now.',
  approver_not_independent:
    'Have somebody else approve: not who filed it or verified the identity.',
  category_unknown: 'Use a category of the register; the message lists them.',
  hold_in_force: 'Wait until the hold is released, or refuse on the ground of legal claims.',
  notice_missing: 'Tell the person that the restriction ends, record it, then release.',
  connector_exists: 'Use the connector that is there, or give the new one another name.',
  connector_unreachable: 'See that the system runs and can be reached from here; then try again.',
  connector_contract:
    'Read the message with the protocol beside it; the connector must be corrected.',
  connector_address_refused:
    'Use https and a public address, or list it in HABEAS_CONNECTOR_HOSTS.',
  callback_refused: 'Sign with the registered key, answer the task’s own address, and in time.',
  disclosure_not_ready: 'Wait: the package is still being built.',
  key_destroyed: 'Nothing brings this back; it was destroyed on schedule. The evidence remains.',
  rate_limited: 'Wait as long as Retry-After says.',
  store_full: 'Free space on the disk that the message names. Nothing was recorded of this call.',
  store_unavailable: 'See that PostgreSQL runs and the data folder is open; then repeat the call.',
  policy_superseded: 'Look at the effects against the version in force, then name that version.',
  policy_invalid: 'Correct the policy file at the line that the message names.',
  internal: 'Try again later; give the `instance` to whoever runs this, it stands in the log.',
  config_invalid: 'Correct the setting or folder that the message names, and start again.',
  schema_mismatch: 'Run `habeas migrate`, or start the version that the message asks for.',
};

/** What to do about a refusal, in one sentence. */
export function adviceFor(code: ErrorCode): string {
  return ADVICE[code] ?? '';
}

const HEAD = `# Errors

Generated from \`libs/domain/src/errors.ts\` and \`apps/api/src/http/error-advice.ts\` by
\`npm run docs\`; a test compares. Every refusal is \`application/problem+json\` (RFC 9457) with a stable
\`code\`; the same table answers at \`/problems/{code}\`. *Again* says whether the same call, with the
same Idempotency-Key, may succeed later.

| Code | Status | Meaning | Again | What to do |
|---|---|---|---|---|`;

/** `ERRORS.md`: every refusal, by status and code. */
export function errorDocument(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const rows = codes
    .sort((one, other) => ERRORS[one].status - ERRORS[other].status || (one < other ? -1 : 1))
    .map((code) => {
      const { status, title, retry } = ERRORS[code];
      return `| \`${code}\` | ${status} | ${title} | ${retry ? 'yes' : 'no'} | ${adviceFor(code)} |`;
    });
  return `${[HEAD, ...rows].join('\n')}\n`;
}
