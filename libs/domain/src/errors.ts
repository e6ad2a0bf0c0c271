/**
 * Every refusal that reaches a person, once: code -> HTTP status, title, and whether the same call
 * may succeed later. Messages never contain personal data.
 */
export const ERRORS = {
  body_invalid: { status: 400, title: 'The body does not fit this operation', retry: false },
  query_invalid: { status: 400, title: 'A query parameter does not fit', retry: false },
  header_invalid: { status: 400, title: 'A header does not fit this operation', retry: false },
  http_malformed: { status: 400, title: 'This is not well-formed HTTP', retry: false },
  headers_too_large: { status: 431, title: 'The headers are too large', retry: false },
  request_timeout: { status: 408, title: 'The call took too long to arrive', retry: true },
  body_too_large: { status: 413, title: 'The body is too large', retry: false },
  media_type_unsupported: {
    status: 415,
    title: 'Only application/json is read here',
    retry: false,
  },
  idempotency_key_missing: { status: 400, title: 'A write needs an Idempotency-Key', retry: false },
  idempotency_key_invalid: { status: 400, title: 'The Idempotency-Key is malformed', retry: false },
  idempotency_key_in_use: { status: 409, title: 'The first call still runs', retry: true },
  idempotency_key_reused: { status: 422, title: 'The key belongs to another body', retry: false },
  unauthenticated: { status: 401, title: 'No valid API key', retry: false },
  scope_missing: { status: 403, title: 'The API key lacks a scope', retry: false },
  not_found: { status: 404, title: 'Nothing here by that id', retry: false },
  method_not_allowed: { status: 405, title: 'This resource has no such method', retry: false },
  identifier_invalid: { status: 422, title: 'An identifier is malformed', retry: false },
  identifiers_missing: { status: 422, title: 'No identifier was given', retry: false },
  identifiers_conflict: { status: 409, title: 'Identifiers point to two people', retry: false },
  identity_unverified: { status: 409, title: 'No identifier is verified', retry: false },
  request_duplicate: { status: 409, title: 'The request repeats another one', retry: false },
  right_unknown: { status: 422, title: 'This right is not known', retry: false },
  right_not_supported: { status: 422, title: 'No pack plans this right yet', retry: false },
  changes_invalid: { status: 422, title: 'The changes asked do not fit', retry: false },
  law_unknown: { status: 422, title: 'This law is not known', retry: false },
  law_undetermined: { status: 422, title: 'No law applies by the facts given', retry: false },
  received_in_future: { status: 422, title: 'The receipt lies in the future', retry: false },
  transition_illegal: { status: 409, title: 'Not possible in the present status', retry: false },
  ground_not_in_law: { status: 422, title: 'A law here does not know the ground', retry: false },
  extension_not_in_law: { status: 422, title: 'No law here allows to extend', retry: false },
  extension_already_given: { status: 409, title: 'It was extended once already', retry: false },
  extension_too_late: { status: 409, title: 'The first period was over', retry: false },
  question_open: { status: 409, title: 'A question stands open already', retry: false },
  task_not_failed: { status: 409, title: 'This task has not failed', retry: false },
  seal_mismatch: { status: 409, title: 'The plan changed since it was shown', retry: false },
  approver_not_independent: { status: 403, title: 'Another person must approve', retry: false },
  category_unknown: { status: 422, title: 'The register has no such category', retry: false },
  hold_in_force: { status: 409, title: 'A legal hold forbids this', retry: false },
  notice_missing: { status: 409, title: 'The person must be told first', retry: false },
  connector_exists: { status: 409, title: 'A connector has this name already', retry: false },
  connector_unreachable: { status: 502, title: 'The connector does not answer', retry: true },
  connector_contract: { status: 422, title: 'The connector breaks the protocol', retry: false },
  connector_address_refused: { status: 422, title: 'This address may not be called', retry: false },
  callback_refused: { status: 401, title: 'The callback is not accepted', retry: false },
  disclosure_not_ready: { status: 409, title: 'The package is not built yet', retry: true },
  key_destroyed: { status: 410, title: 'The data was destroyed on schedule', retry: false },
  rate_limited: { status: 429, title: 'Too many calls', retry: true },
  store_full: { status: 507, title: 'The disk is full', retry: true },
  store_unavailable: { status: 503, title: 'The store does not answer', retry: true },
  policy_superseded: { status: 409, title: 'Another policy is in force by now', retry: false },
  policy_invalid: { status: 422, title: 'A policy file is wrong', retry: false },
  internal: { status: 500, title: 'Something went wrong here', retry: true },
  config_invalid: { status: 500, title: 'The configuration is wrong', retry: false },
  schema_mismatch: { status: 500, title: 'The schema does not fit this version', retry: false },
} as const;
export type ErrorCode = keyof typeof ERRORS;

/** Where in the input the fault lies (JSON Pointer) and what to do about it. */
export interface ErrorDetail {
  pointer: string;
  detail: string;
}

/**
 * A refusal with a stable code. `detail` says what was wrong and what to do next, without personal
 * data; `errors` lists several faults of one input.
 */
export class HabeasError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly errors: ErrorDetail[] = [],
  ) {
    super(`${code}: ${detail}`);
    this.name = 'HabeasError';
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get title(): string {
    return ERRORS[this.code].title;
  }
}
