import type { ProblemCode } from '../protocol.js';
import { parseProblem } from '../schema.js';
import type { ClauseId } from './clauses.js';
import { answerOf, type Answered, type Call, type Probe } from './probe.js';

/** The statuses of section 10. */
const STATUSES: Record<ProblemCode, readonly number[]> = {
  signature_invalid: [401],
  order_invalid: [400, 413, 415],
  nonce_changed: [409],
  action_unknown: [422],
  task_unknown: [404],
  continuation_invalid: [400],
  route_unknown: [404],
  busy: [503],
  internal: [500],
};

export interface Refusal {
  clause: ClauseId;
  path: string;
  call: Call;
  codes: ProblemCode[];
  /** What should have been refused, as it reads after "accepted". */
  what: string;
  /** The call bore no nonce that could be read: its problem need not be signed. */
  unreadable?: true;
}

/**
 * Makes a call that has to be refused. Accepting it breaks the clause; refusing it under another code
 * or in another form breaks C-PRB-3. Gives the code that came.
 */
export async function mustRefuse(probe: Probe, refusal: Refusal): Promise<string | undefined> {
  const { clause, path, call, what, unreadable } = refusal;
  const sending = unreadable ? probe.send(path, call) : probe.call(path, call);
  const answered = await answerOf(sending);
  if (!answered) {
    probe.ledger.breach(clause, `no answer to ${what}`);
    return undefined;
  }
  // A redirect is counted as such, wherever it comes.
  if (answered.status >= 300 && answered.status < 400) return undefined;
  if (answered.status < 400) {
    probe.ledger.breach(clause, `accepted ${what} (${answered.status})`);
    return undefined;
  }
  probe.ledger.keep(clause);
  const quoted = identifiersOf(call.json).some((value) => answered.body.includes(value));
  if (quoted) probe.ledger.breach('C-PRB-3', `the refusal of ${what} repeats an identifier`);
  return judgeProblem(probe, answered, refusal);
}

function identifiersOf(json: unknown): string[] {
  const order = json as { identifiers?: { value: string }[] } | undefined;
  return (order?.identifiers ?? []).map(({ value }) => value);
}

/** The form of a problem, and whether its code is one of those for the case. */
export function judgeProblem(
  { ledger }: Probe,
  { status, headers, body }: Answered,
  { codes, what }: Pick<Refusal, 'codes' | 'what'>,
): string | undefined {
  const type = String(headers['content-type']).split(';')[0]?.trim();
  const parsed = parseProblem(body);
  if (type !== 'application/problem+json' || !parsed.ok) {
    const faults = parsed.ok
      ? `content-type ${type}`
      : `${parsed.faults[0]?.path} ${parsed.faults[0]?.detail}`;
    ledger.breach('C-PRB-3', `${what}: ${status} without a problem document (${faults})`);
    return undefined;
  }
  const { code } = parsed.value;
  const told = parsed.value.status === status && STATUSES[code].includes(status);
  const seen = `${what}: ${status} ${code} instead of ${codes.join(' or ')}`;
  ledger.expect('C-PRB-3', { holds: codes.includes(code) && told, seen });
  return code;
}
