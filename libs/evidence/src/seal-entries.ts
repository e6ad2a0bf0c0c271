import { randomBytes } from 'node:crypto';
import {
  assertPayload,
  bindTagKey,
  canonicalJson,
  commit,
  PAYLOAD_VERSION,
  tag,
  type EvidenceFact,
} from '@habeas/evidence-format';
import type { RequestKey } from '@habeas/vault';

/** What is to be recorded; number, link, salt and commitment are the log's. */
export type EvidenceDraft = EvidenceFact & {
  /** A principal or connector by id, or a part of the software by name. */
  actor: string;
  at: Date;
};

/** The entry's number within its request, and its commitment in base64. */
export interface Appended {
  n: number;
  commitment: string;
}

/** An entry as its row will be. */
export interface SealedEntry extends Appended {
  type: string;
  payload: Buffer;
  salt: Buffer;
  tag: Buffer;
}

/** The end of a chain with what is needed to go on from it. */
export interface ChainEnd extends Appended {
  key: RequestKey;
  tagKey: Buffer;
  audience: string;
}

/** What is sealed under the request's key, and for what place: rows can't be swapped. */
export const CONTEXT = {
  tagKey: 'evidence-tag-key',
  payload: (n: number) => `evidence-payload:${n}`,
  salt: (n: number) => `evidence-salt:${n}`,
} as const;

const SALT_BYTES = 32;

/** Turns drafts into entries that follow `end`. Throws a TypeError on what the schema refuses. */
export function sealEntries(end: ChainEnd, drafts: readonly EvidenceDraft[]): SealedEntry[] {
  const entries: SealedEntry[] = [];
  for (const draft of drafts) {
    const { n, commitment } = entries.at(-1) ?? end;
    entries.push(sealEntry({ ...end, n: n + 1, commitment }, draft));
  }
  return entries;
}

/** `place` is the chain's end with the number that the new entry takes. */
function sealEntry(place: ChainEnd, draft: EvidenceDraft): SealedEntry {
  const { n, key, tagKey } = place;
  const payload = payloadText(place, draft);
  const salt = randomBytes(SALT_BYTES);
  return {
    n,
    type: draft.type,
    commitment: commit(salt, payload).toString('base64'),
    tag: tag(tagKey, n),
    payload: key.encrypt(CONTEXT.payload(n), Buffer.from(payload)),
    salt: key.encrypt(CONTEXT.salt(n), salt),
  };
}

function payloadText({ n, commitment, tagKey, audience }: ChainEnd, draft: EvidenceDraft): string {
  const { type, actor, at, data } = draft;
  const binding = n === 1 ? { kreq: bindTagKey(tagKey), audience } : {};
  const payload: unknown = {
    v: PAYLOAD_VERSION,
    n,
    prev: commitment,
    type,
    at: at.toISOString(),
    actor,
    data: { ...data, ...binding },
  };
  assertPayload(payload);
  return canonicalJson(payload);
}
