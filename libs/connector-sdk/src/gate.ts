import type { IncomingMessage } from 'node:http';
import type { Runtime } from './runtime.js';
import { Refusal } from './problem.js';
import type { PublicJwk } from './protocol.js';
import { verifyRequest } from './request-signature.js';
import { readSignature, ORDER_TAG, SIGNATURE_TOLERANCE_SECONDS } from './signature-profile.js';

/** Lets through what a pinned key signed for this connector's address, once. */
export class Gate<Session> {
  #address: URL | undefined;

  constructor(private readonly runtime: Runtime<Session>) {
    const { publicUrl } = runtime.definition;
    if (publicUrl !== undefined) this.#address = new URL(publicUrl);
  }

  /** The address to go by when the definition names none. */
  listeningAt(url: string): void {
    this.#address ??= new URL(url);
  }

  /** The path below the connector's address, without query; undefined outside of it. */
  pathOf(request: IncomingMessage): string | undefined {
    const base = (this.#address?.pathname ?? '/').replace(/\/$/, '');
    const [path] = (request.url ?? '').split('?');
    return path?.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
  }

  /** The nonce that the answer is to be signed with, believed or not. */
  nonceOf(request: IncomingMessage): string | undefined {
    const claims = readSignature({ headers: request.headers });
    return typeof claims === 'string' ? undefined : claims.nonce;
  }

  /** Throws `signature_invalid`; the reason is one of the words of PROTOCOL.md. */
  async check(request: IncomingMessage, body: Buffer): Promise<void> {
    if (!this.#address) {
      throw new Error('The connector does not know its address: set publicUrl or use listen');
    }
    const verdict = await verifyRequest({
      method: request.method ?? '',
      url: this.#address.origin + (request.url ?? ''),
      headers: request.headers,
      body,
      tag: ORDER_TAG,
      now: this.runtime.now(),
      keyFor: (keyid) => this.#pinned(keyid),
      seenNonce: (nonce) => this.#seen(nonce),
    });
    if (verdict.ok) return;
    const { reason } = verdict;
    this.runtime.log('call_refused', { reason, address: this.#address.href });
    throw new Refusal('signature_invalid', `The signature of the call: ${reason}`);
  }

  async #pinned(keyid: string): Promise<PublicJwk | undefined> {
    const { habeasKeys } = this.runtime.definition;
    const keys = typeof habeasKeys === 'function' ? await habeasKeys() : habeasKeys;
    return keys.find(({ kid }) => kid === keyid);
  }

  // Twice the tolerance: a clock that is ahead may sign into the future.
  async #seen(nonce: string): Promise<boolean> {
    const keptMs = 2 * SIGNATURE_TOLERANCE_SECONDS * 1000;
    const expiresAt = new Date(this.runtime.now().getTime() + keptMs);
    return !(await this.runtime.definition.journal.spendNonce(nonce, expiresAt));
  }
}
