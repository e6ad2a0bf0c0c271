/** RFC 3161 timestamps: an authority's signed word that a digest was there at a time. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { contentOf, DER, oidOf, readElement, within, type DerElement } from './der.js';
import { holds, isForTimestamps, isTrusted, readCertificates } from './timestamp-issuer.js';
import { Malformed } from './text-lines.js';

const OID = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const DEFAULT_HASH = 'sha256';
/** As `granted` and `grantedWithMods` are numbered. */
const GRANTED_MAX = 1;

interface SignedToken {
  /** The TSTInfo, which is what the signer's attributes digest. */
  info: Buffer;
  certificates: X509Certificate[];
  hash: string;
  attributes: DerElement;
  signature: Buffer;
}

/**
 * The time at which `data` was there, if the response (RFC 3161 section 2.4.2) is over it, signed by
 * a certificate that is for timestamps alone and leads to one of `chain` (PEM). Throws Malformed.
 * RSA (PKCS #1), ECDSA and Ed25519, with SHA-256, 384 or 512; whether a certificate was revoked is
 * not seen.
 */
export function verifyTimestamp(response: Buffer, data: Buffer, chain: string): Date {
  const token = readToken(response);
  const { digest, time } = readInfo(token.info);
  if (!hashOf(digest.hash, data).equals(digest.value)) {
    throw new Malformed('The timestamp is over something else');
  }
  const signer = signerOf(token);
  if (!isForTimestamps(signer)) {
    throw new Malformed('The certificate of the timestamp is not for timestamps alone');
  }
  if (!isTrusted({ signer, others: token.certificates, time }, readCertificates(chain))) {
    throw new Malformed('The certificate of the timestamp does not lead to a pinned one');
  }
  return time;
}

function readToken(response: Buffer): SignedToken {
  const [status, content] = within(readElement(response), DER.sequence);
  const granted = contentOf(within(status, DER.sequence)[0], DER.integer);
  if (granted.length !== 1 || granted.readUInt8() > GRANTED_MAX) {
    throw new Malformed('The timestamp was not granted');
  }
  const [type, body] = within(content, DER.sequence);
  if (oidOf(type) !== OID.signedData) throw new Malformed('The timestamp is not signed data');
  const parts = within(within(body, DER.context0)[0], DER.sequence);
  const [, , encapsulated, ...rest] = parts;
  const [infoType, info] = within(encapsulated, DER.sequence);
  if (oidOf(infoType) !== OID.tstInfo) throw new Malformed('The signed data is no timestamp');
  const certificates = rest.find(({ tag }) => tag === DER.context0);
  const [signer, ...others] = within(rest.at(-1), DER.set);
  if (others.length > 0) throw new Malformed('The timestamp has several signers');
  return {
    info: contentOf(within(info, DER.context0)[0], DER.octets),
    certificates: certificates ? certificatesIn(certificates) : [],
    ...readSigner(signer),
  };
}

function readSigner(signer: DerElement | undefined) {
  const [, , digestAlgorithm, attributes, , signature] = within(signer, DER.sequence);
  if (attributes?.tag !== DER.context0) throw new Malformed('The timestamp signs no attributes');
  return {
    hash: hashNamed(digestAlgorithm),
    attributes,
    signature: contentOf(signature, DER.octets),
  };
}

/** The certificate that the signature itself names by its digest, if the signature is its own. */
function signerOf({ info, certificates, hash, attributes, signature }: SignedToken) {
  const values = attributeValues(attributes);
  const type = values.get(OID.contentType);
  const digest = contentOf(values.get(OID.messageDigest), DER.octets);
  if (oidOf(type) !== OID.tstInfo || !digest.equals(hashOf(hash, info))) {
    throw new Malformed('The timestamp was changed after it was signed');
  }
  const named = namedCertificate(values.get(OID.signingCertificateV2));
  const signer = certificates.find(({ raw }) => hashOf(named.hash, raw).equals(named.value));
  // What is signed is the attributes as the SET that they are, not as they are tagged in place.
  const signed = Buffer.concat([Buffer.of(DER.set), attributes.whole.subarray(1)]);
  if (!signer || !isSigned(signer, { hash, signed, signature })) {
    throw new Malformed('The signature of the timestamp is wrong');
  }
  return signer;
}

function isSigned(
  certificate: X509Certificate,
  { hash, signed, signature }: { hash: string; signed: Buffer; signature: Buffer },
): boolean {
  return holds(() => {
    const { publicKey } = certificate;
    const algorithm = publicKey.asymmetricKeyType === 'ed25519' ? null : hash;
    return verify(algorithm, signed, publicKey, signature);
  });
}

/** ESSCertIDv2 (RFC 5035 section 4): an algorithm unless it is SHA-256, then the digest. */
function namedCertificate(attribute: DerElement | undefined): { hash: string; value: Buffer } {
  const [list] = within(attribute, DER.sequence);
  const parts = within(within(list, DER.sequence)[0], DER.sequence);
  const [first, second] = parts;
  if (first?.tag === DER.octets) return { hash: DEFAULT_HASH, value: first.content };
  return { hash: hashNamed(first), value: contentOf(second, DER.octets) };
}

/** Each attribute's one value, by its type. */
function attributeValues(attributes: DerElement): Map<string, DerElement> {
  const values = new Map<string, DerElement>();
  for (const attribute of within(attributes, DER.context0)) {
    const [type, set] = within(attribute, DER.sequence);
    const [value, ...others] = within(set, DER.set);
    if (value && others.length === 0) values.set(oidOf(type), value);
  }
  return values;
}

function readInfo(info: Buffer): { digest: { hash: string; value: Buffer }; time: Date } {
  const [, , imprint, , time] = within(readElement(info), DER.sequence);
  const [algorithm, value] = within(imprint, DER.sequence);
  return {
    digest: { hash: hashNamed(algorithm), value: contentOf(value, DER.octets) },
    time: readTime(contentOf(time, DER.time).toString('latin1')),
  };
}

/** GeneralizedTime as RFC 3161 has it: UTC, with seconds and perhaps a fraction. */
function readTime(text: string): Date {
  const form = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/;
  const time = new Date(text.replace(form, '$1-$2-$3T$4:$5:$6$7Z'));
  if (!form.test(text) || Number.isNaN(time.getTime())) {
    throw new Malformed('The timestamp has no well-formed time');
  }
  return time;
}

function hashNamed(algorithm: DerElement | undefined): string {
  const hash = HASHES[oidOf(within(algorithm, DER.sequence)[0])];
  if (!hash) throw new Malformed('The timestamp uses a hash that is not accepted');
  return hash;
}

const hashOf = (hash: string, data: Buffer): Buffer => createHash(hash).update(data).digest();

function certificatesIn(set: DerElement): X509Certificate[] {
  return within(set, DER.context0).map(({ whole }) => certificateOf(whole));
}

function certificateOf(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new Malformed('The timestamp has a malformed certificate');
  }
}
