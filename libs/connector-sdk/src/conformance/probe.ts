import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { SigningKey } from '../keys.js';
import { PROTOCOL, type Action, type Identifier, type Manifest, type Order } from '../protocol.js';
import { ORDER_TAG, SIGNATURE_LABEL, ANSWER_TAG } from '../signature-profile.js';
import { ANSWER_CLAUSES, answerComponents, signatureFault } from './answer-marks.js';
import { craftHeaders, type CallDraft } from './crafted-call.js';
import { BYTES_READ_MAX, exchange, NoAnswer, type Seen } from './exchange.js';
import type { Ledger } from './ledger.js';

/** What a call differs in from a right one; all else is as the protocol has it. */
export interface Call extends Partial<Omit<CallDraft, 'url' | 'body'>> {
  json?: unknown;
  /** Instead of `json`. */
  bytes?: Buffer;
  /** The address that is signed, where it is not the one that is called. */
  signedUrl?: string;
  /** Sent instead of the body that was signed. */
  sentBytes?: Buffer;
  headers?: Record<string, string>;
  /** Changes the headers once they are signed. */
  reshape?: (headers: Record<string, string>) => Record<string, string>;
  /** Sends no signature at all. */
  unsigned?: true;
}

/** An answer, and the nonce that its call bore. */
export interface Answered extends Seen {
  nonce: string;
}

/** Time beyond `timeoutSeconds` before a call is given up: the network's, not the connector's. */
const GRACE_MS = 5_000;
const BUSY_ATTEMPTS_MAX = 4;
const BUSY_WAIT_LONGEST_MS = 5_000;

/** Calls one connector and enters what every answer shows, whatever it is asked. */
export class Probe {
  /** Until the manifest is read: long enough for any. */
  timeoutMs = 60_000;
  manifest: Manifest | undefined;
  /** Identifiers that no header may ever hold. */
  personal: string[] = [];

  constructor(
    readonly base: string,
    readonly key: SigningKey,
    readonly ledger: Ledger,
    readonly callback: string,
  ) {}

  /** An order as Habeas would send it, over all categories of the manifest. */
  order(action: Action, identifiers: Identifier[], more: Partial<Order> = {}): Order {
    const scope = (this.manifest?.categories ?? []).map(({ id }) => ({ category: id, retain: [] }));
    const task = `tsk_${randomBytes(9).toString('base64url').replace(/^[-_]/, 'x')}`;
    return {
      protocol: PROTOCOL,
      task,
      nonce: randomBytes(32).toString('base64url'),
      audience: 'habeas.check',
      action,
      request: `req_${randomBytes(6).toString('hex')}`,
      right: 'erasure',
      laws: ['gdpr'],
      identifiers,
      scope,
      deadline: new Date(Date.now() + 86_400_000).toISOString(),
      callback: `${this.callback}/callbacks/${task}`,
      ...more,
    };
  }

  /** A call and its answer; the signature of the answer is judged. Rejects with `NoAnswer`. */
  async call(path: string, call: Call = {}): Promise<Answered> {
    const answered = await this.send(path, call);
    this.#judgeMarks(answered);
    return answered;
  }

  /** `call`, again while the connector says that it is busy. */
  async patiently(path: string, call: Call = {}): Promise<Answered> {
    for (let attempt = 1; ; attempt += 1) {
      const answered = await this.call(path, call);
      if (answered.status !== 503 || attempt === BUSY_ATTEMPTS_MAX) return answered;
      const seconds = Number(answered.headers['retry-after'] ?? 1);
      await setTimeout(Math.min((seconds || 1) * 1000, BUSY_WAIT_LONGEST_MS));
    }
  }

  /** A call whose answer need not be signed, because nothing of the call could be read. */
  async send(path: string, call: Call = {}): Promise<Answered> {
    const { json, bytes, headers: more = {} } = call;
    const body = bytes ?? (json === undefined ? undefined : Buffer.from(JSON.stringify(json)));
    const url = this.base + path;
    const draft = this.#draft(url, body, call);
    const typed: Record<string, string> = body ? { 'content-type': draft.contentType } : {};
    const signed = call.unsigned ? typed : craftHeaders(draft);
    const headers = { ...(call.reshape ?? ((same) => same))(signed), ...more };
    const sent = { method: draft.method, headers, body: call.sentBytes ?? body };
    const seen = await exchange(url, sent, this.timeoutMs + GRACE_MS);
    this.#judgeTransport(seen);
    return { ...seen, nonce: draft.nonce };
  }

  #draft(url: string, body: Buffer | undefined, call: Call): CallDraft {
    return {
      method: body ? 'POST' : 'GET',
      contentType: 'application/json',
      key: this.key,
      keyid: (call.key ?? this.key).jwk.kid,
      tag: ORDER_TAG,
      nonce: randomBytes(16).toString('base64url'),
      created: Math.floor(Date.now() / 1000),
      label: SIGNATURE_LABEL,
      components: (usual) => usual,
      params: (usual) => usual,
      ...call,
      url: call.signedUrl ?? url,
      body,
    };
  }

  #judgeTransport({ status, headers, tookMs }: Seen): void {
    const redirected = status >= 300 && status < 400;
    this.ledger.expect('C-HTTP-4', { holds: !redirected, seen: `answered ${status}` });
    const texts = JSON.stringify(headers).toLowerCase();
    const leaked = this.personal.some((value) => texts.includes(value.toLowerCase()));
    this.ledger.expect('C-HTTP-5', { holds: !leaked, seen: 'an identifier stands in a header' });
    if (!this.manifest) return;
    const seconds = Math.round(tookMs / 1000);
    const inTime = tookMs <= this.timeoutMs + 1_000;
    this.ledger.expect('C-PRB-1', { holds: inTime, seen: `an answer took ${seconds} seconds` });
  }

  #judgeMarks({ status, headers, body, nonce }: Answered): void {
    const key = this.manifest?.publicKey;
    if (!key || (status >= 300 && status < 400)) return;
    if (body.length >= BYTES_READ_MAX) {
      this.ledger.breach('C-HTTP-2', 'an answer has more than 8 MiB');
      return;
    }
    const fault = signatureFault(
      { status, headers, body },
      {
        components: answerComponents(headers),
        tag: ANSWER_TAG,
        nonce,
        key,
        now: Date.now() / 1000,
      },
    );
    if (fault) this.ledger.breach(...fault);
    else this.ledger.keep(...ANSWER_CLAUSES);
  }
}

/** What `work` gives, or undefined when the connector did not answer it at all. */
export async function answerOf<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  });
}
