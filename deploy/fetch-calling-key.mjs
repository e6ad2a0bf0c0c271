// Writes the public key by which connectors know the calls of this installation into a file, as JWK.
// Run once per installation, on a network that is trusted: whoever answers here may call the systems.
//
//   fetch-calling-key.mjs http://api:8420 /var/lib/habeas-public/calling-key.jwk
import { rename, writeFile } from 'node:fs/promises';

const ANSWER_LIMIT_MS = 10_000;

const [api = '', file = ''] = process.argv.slice(2);
const answer = await fetch(new URL('/v1/keys/connector-calls', api), {
  signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
});
if (!answer.ok) throw new Error(`${api} answered ${answer.status} instead of its public key`);
const key = await answer.json();
if (key.kty !== 'OKP' || key.crv !== 'Ed25519') throw new Error(`${api} gave no Ed25519 key`);
await writeFile(`${file}.part`, `${JSON.stringify(key)}\n`, { mode: 0o644 });
await rename(`${file}.part`, file);
process.stdout.write(`${file}: ${key.kid}\n`);
