/** Certificates of timestamp authorities (RFC 3161 section 2.3), and whether they lead to a pinned one. */
import { X509Certificate } from 'node:crypto';
import { DER, oidOf, readElement, within } from './der.js';
import { Malformed } from './text-lines.js';

const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIMESTAMPING = '1.3.6.1.5.5.7.3.8';
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** Longest way from the signer to a pinned certificate. */
const CHAIN_MAX = 8;

interface Signing {
  signer: X509Certificate;
  /** What came with the timestamp: links of the chain, never its end. */
  others: readonly X509Certificate[];
  time: Date;
}

/** The certificates in a PEM text; at least one. Throws Malformed. */
export function readCertificates(pem: string): X509Certificate[] {
  try {
    const found = pem.match(PEM) ?? [];
    if (found.length > 0) return found.map((one) => new X509Certificate(one));
  } catch {
    // Said below: the pinned certificates are the auditor's own, and which one is bad they can see.
  }
  throw new Malformed('The pinned certificates of timestamps are not in PEM');
}

/** True if the extended key usage is there, critical, and nothing but timestamps. */
export function isForTimestamps({ raw }: X509Certificate): boolean {
  const [body] = within(readElement(raw), DER.sequence);
  const extensions = within(body, DER.sequence).find(({ tag }) => tag === DER.context3);
  if (!extensions) return false;
  for (const extension of within(within(extensions, DER.context3)[0], DER.sequence)) {
    const [type, critical, value] = within(extension, DER.sequence);
    if (oidOf(type) !== EXTENDED_KEY_USAGE || critical?.tag !== DER.boolean) continue;
    const usages = within(readElement(value?.content ?? Buffer.alloc(0)), DER.sequence).map(oidOf);
    return critical.content[0] === 0xff && usages.join() === TIMESTAMPING;
  }
  return false;
}

/** True if each certificate was valid at that time and issued by the next, up to a pinned one. */
export function isTrusted(
  { signer, others, time }: Signing,
  pinned: readonly X509Certificate[],
): boolean {
  let current = signer;
  for (let links = 0; links < CHAIN_MAX; links += 1) {
    if (!isValidAt(current, time)) return false;
    if (pinned.some(({ raw }) => raw.equals(current.raw))) return true;
    const below = current;
    const issuer = [...pinned, ...others].find((one) => isIssuer(one, below));
    if (!issuer || issuer.raw.equals(current.raw)) return false;
    current = issuer;
  }
  return false;
}

const isIssuer = (one: X509Certificate, below: X509Certificate): boolean =>
  holds(() => one.ca && below.checkIssued(one) && below.verify(one.publicKey));

/** Node throws on keys that it can't use; whoever brought such a certificate has shown nothing. */
export function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

const isValidAt = ({ validFrom, validTo }: X509Certificate, time: Date): boolean =>
  new Date(validFrom) <= time && time <= new Date(validTo);
