/** Envelopes whose payload type is signed with the payload: DSSE 1.0.2, protocol.md of
 * https://github.com/secure-systems-lab/dsse. */
import { decodeBase64, decodeUtf8, Malformed } from './text-lines.js';
import { isSignedBy, type SignerKey, type VerifierKey } from './verifier-key.js';

export interface Envelope {
  payloadType: string;
  payload: Buffer;
  signatures: { keyid?: string; sig: Buffer }[];
}

/** "DSSEv1" SP length SP type SP length SP body: what is signed. Lengths are of bytes. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType);
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Throws Malformed. Checks no signature, and reads no payload. */
export function parseEnvelope(text: string): Envelope {
  const { payloadType, payload, signatures } = parseObject(text);
  if (typeof payloadType !== 'string' || typeof payload !== 'string') {
    throw new Malformed('The envelope has no payload or type');
  }
  if (!Array.isArray(signatures) || signatures.length === 0) {
    throw new Malformed('The envelope has no signatures');
  }
  return {
    payloadType,
    payload: decodeBase64(payload),
    signatures: signatures.map((one: unknown) => {
      const { sig, keyid } = (one ?? {}) as { sig?: unknown; keyid?: unknown };
      if (typeof sig !== 'string') throw new Malformed('A signature of the envelope is missing');
      return { sig: decodeBase64(sig), ...(typeof keyid === 'string' ? { keyid } : {}) };
    }),
  };
}

/** JSON with one signature; `keyid` is a hint, which nobody trusts. */
export function signEnvelope(payloadType: string, payload: Buffer, key: SignerKey): string {
  const sig = key.sign(decodeUtf8(preAuthEncoding(payloadType, payload))).toString('base64');
  const signatures = [{ keyid: `${key.name}+${key.id}`, sig }];
  return JSON.stringify({ payload: payload.toString('base64'), payloadType, signatures });
}

/** The signature under one of the known keys (Ed25519), or undefined. Key ids play no part. */
export function signatureOf(
  { payloadType, payload, signatures }: Envelope,
  known: readonly VerifierKey[],
): Buffer | undefined {
  const text = decodeUtf8(preAuthEncoding(payloadType, payload));
  return signatures.find(({ sig }) => known.some((key) => isSignedBy(key, text, sig)))?.sig;
}

/** Throws Malformed unless the text is one JSON object. */
export function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('The text is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Malformed('The JSON is no object');
  }
  return value as Record<string, unknown>;
}
