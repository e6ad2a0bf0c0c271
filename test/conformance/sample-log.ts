import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  cosign,
  formatCheckpoint,
  formatVerifierKey,
  KEY_TYPE,
  leafHash,
  MerkleTree,
  sha256,
  signatureLine,
  signerKey,
  signNote,
  verifierKey,
  type SignerKey,
} from '@habeas/evidence-format';

export const ORIGIN = 'privacy.example.org/log-1';

/** The same bytes for the same name: keys, salts and nonces of the samples. */
export const secret = (name: string): Buffer => sha256(`sample ${name}`);

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
export const privateKeyOf = (seed: Buffer) =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** The JWK members of the public key. */
export function jwkOf(seed: Buffer): { kty: string; crv: string; x: string } {
  const { x = '' } = createPublicKey(privateKeyOf(seed)).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x };
}

export const thumbprintOf = ({ crv, kty, x }: ReturnType<typeof jwkOf>): string =>
  sha256(JSON.stringify({ crv, kty, x })).toString('base64url');

type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

/** A signer with the text by which others know its key. */
export function party(name: string, type: KeyType = KEY_TYPE.note, from = name) {
  const seed = secret(from);
  const raw = Buffer.from(jwkOf(seed).x, 'base64url');
  const vkey = formatVerifierKey(verifierKey(name, type, raw));
  return { signer: signerKey(name, type, seed), vkey };
}

export const WITNESSES = ['one', 'two'].map((name) => ({
  name,
  ...party(`witness-${name}.example`, KEY_TYPE.cosignature),
}));

/** An unpadded compact JWS, as connectors sign receipts. */
export function signJws(header: object, claims: object, seed: Buffer): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'EdDSA', ...header })}.${part(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKeyOf(seed)).toString('base64url')}`;
}

/** A log in memory that signs whatever it is asked to, as a dishonest one does too. */
export class SampleLog {
  readonly tree = new MerkleTree();
  readonly leaves: Buffer[] = [];

  constructor(
    private readonly signer: SignerKey,
    private readonly witnesses: SignerKey[],
  ) {}

  /** The leaf's index. */
  append(leaf: Buffer): number {
    this.leaves.push(leaf);
    this.tree.append(leafHash(leaf));
    return this.leaves.length - 1;
  }

  /** Leaves of other requests. */
  fill(count: number): void {
    for (let n = 0; n < count; n += 1) {
      const value = createHmac('sha256', 'others').update(String(this.leaves.length)).digest();
      const line = value.toString('base64');
      this.append(Buffer.from(`dsr-leaf/v1\n${line}\n${line}\n`));
    }
  }

  body(size = this.leaves.length): string {
    return formatCheckpoint({ origin: this.signer.name, size, root: this.tree.root(size) });
  }

  /** Signed by the log and cosigned by its witnesses now. */
  checkpoint(size = this.leaves.length): string {
    return this.checkpointOf(this.body(size));
  }

  checkpointOf(body: string): string {
    const time = Math.floor(Date.now() / 1000);
    const lines = this.witnesses.map((one) => signatureLine(one, cosign(one, body, time)));
    return signNote(body, this.signer) + lines.join('');
  }
}
