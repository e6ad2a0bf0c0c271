import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of one version of the policy: name below its folder, with `/`, to text. */
export type PolicyFiles = Readonly<Record<string, string>>;

const NAME = /^[a-z]+\/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.yaml$/;

/** Reads every YAML file one level below the folder; what they say is `loadPolicyFiles`' matter. */
export function readPolicyFiles(dir: string): PolicyFiles {
  const folders = existsSync(dir) ? readdirSync(dir, { withFileTypes: true }) : [];
  const names = folders
    .filter((folder) => folder.isDirectory())
    .flatMap(({ name }) => readdirSync(join(dir, name)).map((file) => `${name}/${file}`))
    .filter((name) => name.endsWith('.yaml'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(dir, name), 'utf8')]));
}

/** Why a name cannot be one of a policy file, or undefined. Nothing is ever written under it. */
export function nameFault(name: string): string | undefined {
  if (NAME.test(name)) return undefined;
  return 'A policy file is named folder/name.yaml, such as packs/gdpr.yaml.';
}

/** Why a text cannot be kept, or undefined: the database has no place for these characters. */
export function textFault(text: string): string | undefined {
  if (!text.includes('\0') && text.isWellFormed()) return undefined;
  return 'The file holds a NUL or half a character; save it as plain UTF-8 text.';
}

export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Digest of a whole version: SHA-256 (hex) over lines `digest  name` in the order of the names, so
 * that `sha256sum` over the sorted files, piped into `sha256sum`, gives the same.
 */
export function versionDigest(digests: Readonly<Record<string, string>>): string {
  const names = Object.keys(digests).toSorted(byBytes);
  return textDigest(names.map((name) => `${digests[name] ?? ''}  ${name}\n`).join(''));
}

/** The order of `LC_ALL=C sort`; names are ASCII. */
function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
