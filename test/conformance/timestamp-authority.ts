import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONFIG = `
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[stamping]
basicConstraints = CA:false
extendedKeyUsage = critical,timeStamping
[loose]
basicConstraints = CA:false
extendedKeyUsage = timeStamping
[many]
basicConstraints = CA:false
extendedKeyUsage = critical,timeStamping,serverAuth
[tsa]
default_tsa = authority
[authority]
serial = ./serial
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
ess_cert_id_alg = sha256
ordering = yes
`;

/**
 * How the authority's certificate is made: as it must be; not critical; for more than timestamps;
 * under an intermediate; under one that may issue none.
 */
export type Stamping = 'stamping' | 'loose' | 'many' | 'under' | 'beneath';

interface Stamp {
  as?: Stamping;
  digest?: string;
  along?: string;
}

const EC = '-newkey ec -pkeyopt ec_paramgen_curve:P-256';

/** An RFC 3161 authority of our own, by openssl, in a folder that goes with `close`. */
export class TimestampAuthority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'timestamp-authority-'));

  /** `key`: openssl's options for a new key. */
  constructor(private readonly key = EC) {
    writeFileSync(join(this.folder, 'config'), CONFIG);
    writeFileSync(join(this.folder, 'serial'), '01\n');
    const made = '-nodes -keyout ca.key -out ca.pem -subj /CN=root -days 30';
    this.openssl(`req -x509 ${key} ${made} -config config -extensions ca`);
    for (const kind of ['stamping', 'loose', 'many']) this.certify(kind);
    this.certify('middle', { as: 'ca' });
    this.certify('under', { as: 'stamping', by: 'middle' });
    this.certify('beneath', { as: 'stamping', by: 'stamping' });
  }

  /** The root certificate, which an auditor pins. */
  get chain(): string {
    return this.read('ca.pem').toString();
  }

  /** A response over these bytes, stamped now; `along`: a certificate that comes with it. */
  stamp(
    data: string | Buffer,
    { as = 'stamping', digest = 'sha256', along = '' }: Stamp = {},
  ): Buffer {
    writeFileSync(join(this.folder, 'data'), data);
    this.openssl(`ts -query -data data -${digest} -cert -out query`);
    const signer = `-signer ${as}.pem -inkey ${as}.key`;
    const links = along === '' ? '' : `-chain ${along}.pem`;
    this.openssl(`ts -reply -config config -queryfile query ${signer} ${links} -out reply`);
    return this.read('reply');
  }

  /** The same statement, signed by a certificate that openssl would not sign it with. */
  restamp(reply: Buffer, as: Stamping): Buffer {
    writeFileSync(join(this.folder, 'reply'), reply);
    this.openssl('ts -reply -in reply -token_out -out token');
    this.openssl('cms -verify -noverify -inform DER -in token -out info');
    const content = '-econtent_type 1.2.840.113549.1.9.16.1.4 -binary -nodetach';
    const signer = `-signer ${as}.pem -inkey ${as}.key -cades -md sha256`;
    this.openssl(`cms -sign -in info ${content} ${signer} -outform DER -out cms`);
    const granted = Buffer.from('3003020100', 'hex');
    const body = Buffer.concat([granted, this.read('cms')]);
    const head = Buffer.from('30820000', 'hex');
    head.writeUInt16BE(body.length, 2);
    return Buffer.concat([head, body]);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private certify(name: string, { as = name, by = 'ca' } = {}): void {
    const made = `-nodes -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`;
    this.openssl(`req ${this.key} ${made} -config config`);
    const issuer = `-CA ${by}.pem -CAkey ${by}.key -CAcreateserial`;
    const extensions = `-extfile config -extensions ${as}`;
    this.openssl(`x509 -req -in ${name}.csr ${issuer} ${extensions} -days 20 -out ${name}.pem`);
  }

  private read(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  private openssl(line: string): void {
    const words = line.split(' ').filter(Boolean);
    execFileSync('openssl', words, { cwd: this.folder, stdio: 'pipe' });
  }
}
