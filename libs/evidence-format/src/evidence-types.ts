import { misfit, type Counts, type FieldForm } from './kinds.js';

/**
 * Every type of evidence entry and the fields of its `data`. Closed: an unknown type or field, or a
 * value not of its kind, is refused. A change here is a change of format: add, never alter.
 */
export const EVIDENCE_TYPES = {
  'request.received': {
    receivedAt: 'instant',
    channel: 'slug',
    requester: 'requester',
    residence: 'country?',
    rights: 'right[]',
    identifiers: 'count',
  },
  'law.determined': { laws: 'law[]', because: 'digest?' },
  /** An operator's choice instead of the rules'; `because`: digest of the sentences that say why. */
  'law.corrected': { before: 'law[]', after: 'law[]', reason: 'slug', because: 'digest' },
  'exercise.opened': { exercise: 'id', right: 'right' },
  /** `pack`, `explanation`: digests of what the dates were computed from and of why. */
  'clock.computed': {
    exercise: 'id',
    law: 'law',
    pack: 'digest',
    startedAt: 'instant',
    legalDue: 'instant?',
    safeDue: 'instant?',
    explanation: 'digest?',
  },
  /** The law does not apply after all: the dates that it had set are gone. */
  'clock.removed': {
    exercise: 'id',
    law: 'law',
    pack: 'digest',
    legalDueBefore: 'instant?',
    safeDueBefore: 'instant?',
  },
  /** `limit`: the instant that is near, reached or missed. */
  'clock.alarm': { exercise: 'id', law: 'law', kind: 'slug', limit: 'instant' },
  /** Something dated that clocks take account of; `at` is when it happened. */
  'clock.event': { exercise: 'id', event: 'slug', at: 'instant', reason: 'slug?' },
  /**
   * The dates before and after an event, or under another version of the policy; absent while
   * suspended. Where calendar or version are known, their digests before and after.
   */
  'clock.recomputed': {
    exercise: 'id',
    law: 'law',
    pack: 'digest',
    packBefore: 'digest?',
    calendar: 'digest?',
    calendarBefore: 'digest?',
    policy: 'digest?',
    policyBefore: 'digest?',
    event: 'slug',
    legalDueBefore: 'instant?',
    safeDueBefore: 'instant?',
    legalDue: 'instant?',
    safeDue: 'instant?',
    explanation: 'digest',
  },
  'clarification.asked': { exercise: 'id', clarification: 'id', question: 'slug' },
  /** `answer`: digest of the parameters that it set. */
  'clarification.answered': { exercise: 'id', clarification: 'id', answer: 'digest' },
  'request.assigned': { principal: 'id' },
  'identifier.verified': {
    identifier: 'id',
    type: 'identifier_type',
    level: 'level',
    method: 'slug',
  },
  /** Found by `connector` in answer to `from`, whose level it carries. */
  'identifier.derived': {
    identifier: 'id',
    type: 'identifier_type',
    from: 'id',
    connector: 'slug',
    level: 'level',
  },
  'exercise.changed': { exercise: 'id', from: 'status', to: 'status', reason: 'slug' },
  'task.created': { task: 'id', exercise: 'id', connector: 'slug', action: 'action' },
  /** `nonce`: see nonceDigest. `key`: the JWK thumbprint that the receipt must be signed under. */
  'task.dispatched': {
    task: 'id',
    connector: 'slug',
    nonce: 'digest',
    key: 'digest',
    attempt: 'count',
  },
  /** `receipt`: see receiptDigest. Outcomes that claim an effect must have one. */
  'task.completed': { task: 'id', outcome: 'outcome', counts: 'counts', receipt: 'digest?' },
  /** Tried again: as it is, or, where it had been answered, by another task in its place. */
  'task.retried': { task: 'id', by: 'id?' },
  'task.skipped': { task: 'id', reason: 'slug' },
  'plan.sealed': { exercise: 'id', seal: 'digest' },
  /** Put up anew by a person: the plan and whatever approved it count no more. */
  'plan.voided': { exercise: 'id', seal: 'digest?' },
  'approval.given': { exercise: 'id', seal: 'digest', decision: 'decision' },
  /** A person weighed the interests of an objection; `statement`: digest of her reasons. */
  'interests.weighed': {
    judgement: 'id',
    exercise: 'id',
    seal: 'digest',
    outcome: 'slug',
    ground: 'slug?',
    statement: 'digest',
  },
  /** A person looked at an automated decision again. */
  'decision.reviewed': {
    judgement: 'id',
    exercise: 'id',
    seal: 'digest',
    outcome: 'slug',
    statement: 'digest',
  },
  'hold.matched': { exercise: 'id', hold: 'id' },
  /** The request repeats `of`, which is carried out for both; `lifted`: it stands by itself again. */
  'duplicate.marked': { of: 'id' },
  'duplicate.lifted': { of: 'id' },
  /** In force from now on; `purpose`: what a suppression is for; `cause`: why a restriction is. */
  'measure.imposed': {
    measure: 'id',
    exercise: 'id',
    kind: 'slug',
    purpose: 'slug?',
    cause: 'slug?',
  },
  /** The person was told before a restriction is lifted (GDPR Art. 18(3)). */
  'measure.noticed': { measure: 'id', exercise: 'id', channel: 'slug', at: 'instant' },
  'measure.release_asked': { measure: 'id', exercise: 'id' },
  /** Every system has lifted it. */
  'measure.released': { measure: 'id', exercise: 'id' },
  /** The objection was upheld: the restriction stands for good. */
  'measure.upheld': { measure: 'id', exercise: 'id' },
  /** From now on the restriction is of what a law keeps, and for nothing else. */
  'measure.retained': { measure: 'id', exercise: 'id' },
  /**
   * A suppression was released by a person. It outlives its request, so this begins a chain of its
   * own, under the measure's id.
   */
  'measure.lifted': {
    measure: 'id',
    request: 'id',
    exercise: 'id',
    kind: 'slug',
    purpose: 'slug?',
  },
  'disclosure.built': { disclosure: 'id', exercise: 'id?', sha256: 'digest', size: 'count' },
  'disclosure.fetched': { disclosure: 'id' },
  /** Owed to the person; `template`, `text`: digests of what it was written from and of what it says. */
  'message.owed': {
    message: 'id',
    exercise: 'id?',
    kind: 'slug',
    locale: 'slug',
    template: 'digest',
    text: 'digest',
  },
  /** Reached the person at `at`, as a person says; clocks count from it. */
  'message.sent': { message: 'id', exercise: 'id?', kind: 'slug', channel: 'slug', at: 'instant' },
  /** Overtaken before it was sent. */
  'message.voided': { message: 'id' },
  /** A complaint about a request; it begins a chain under its own id. */
  'complaint.received': {
    request: 'id',
    exercise: 'id?',
    about: 'slug',
    channel: 'slug',
    receivedAt: 'instant',
    acknowledgeBy: 'instant?',
  },
  'complaint.decided': { outcome: 'slug' },
  /** To be told of what was done (GDPR Art. 19); `categories`: how many of its own are concerned. */
  'recipient.owed': { notice: 'id', exercise: 'id', recipient: 'slug', categories: 'count' },
  /**
   * It was told at `at`, by a person or a task, or is excused for a reason. Once the request is
   * closed this begins a chain of its own, under the notice's id.
   */
  'recipient.settled': {
    notice: 'id',
    request: 'id',
    exercise: 'id',
    recipient: 'slug',
    status: 'slug',
    at: 'instant',
    channel: 'slug?',
    reason: 'slug?',
    task: 'id?',
  },
  /** On record as a law demands of each rejection. */
  'rejection.recorded': {
    record: 'id',
    exercise: 'id',
    law: 'law',
    right: 'right',
    ground: 'slug',
  },
  /** Somebody may act for the person, or together with her; `method`: how that was shown. */
  'authority.shown': { authority: 'id', kind: 'slug', method: 'slug' },
  'answer.sent': { exercise: 'id', channel: 'slug', at: 'instant' },
  /** First entry of the installation's own chain. */
  'installation.opened': {},
  /**
   * A connector's receipts count from now on, or no longer, if signed under this key. `key`: its JWK
   * thumbprint.
   */
  'key.registered': { connector: 'slug', key: 'digest' },
  'key.revoked': { connector: 'slug', key: 'digest' },
  /** A version of the policy is in force from now on, in place of another. */
  'policy.activated': { policy: 'digest', replaces: 'digest?', documents: 'count' },
  /** The last entry; `total` is its own number. */
  'request.closed': { total: 'count' },
} as const satisfies Record<string, Readonly<Record<string, FieldForm>>>;

export type EvidenceType = keyof typeof EVIDENCE_TYPES;

type ValueOf<Form> = Form extends `${infer Kind}?`
  ? ValueOf<Kind>
  : Form extends `${infer Kind}[]`
    ? ValueOf<Kind>[]
    : Form extends 'count'
      ? number
      : Form extends 'counts'
        ? Counts
        : string;
type Optional<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends `${string}?` ? Name : never;
}[keyof Fields];
type DataOf<Fields> = {
  [Name in Exclude<keyof Fields, Optional<Fields>>]: ValueOf<Fields[Name]>;
} & { [Name in Optional<Fields>]?: ValueOf<Fields[Name]> };

/** The data of one type; of any type without a parameter. */
export type EvidenceData<T extends EvidenceType = EvidenceType> = DataOf<
  (typeof EVIDENCE_TYPES)[T]
>;

/** What an entry says: a type with the data of that type. */
export type EvidenceFact = {
  [T in EvidenceType]: { type: T; data: EvidenceData<T> };
}[EvidenceType];

/**
 * Throws a TypeError unless the fact fits its schema. That it does not is a bug of the caller; the
 * message names type and field, never the value, since the value may be somebody's.
 */
export function assertFact(fact: { type: string; data: object }): asserts fact is EvidenceFact {
  if (!Object.hasOwn(EVIDENCE_TYPES, fact.type)) {
    throw new TypeError('Evidence of an unknown type is refused');
  }
  const type = fact.type as EvidenceType;
  const wrong = misfit(EVIDENCE_TYPES[type], fact.data as Record<string, unknown>);
  if (wrong) throw new TypeError(`Evidence is refused: ${type} ${wrong}`);
}
