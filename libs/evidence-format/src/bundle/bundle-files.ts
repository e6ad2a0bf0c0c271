/** A bundle as its files, wherever they came from: a ZIP, a folder, a page. */
import { sha256 } from '../canonical-json.js';
import { decodeUtf8, Malformed } from '../log/text-lines.js';

/** Paths from the bundle's root, with `/`. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

export const PATHS = {
  statement: 'data/statement.json',
  envelope: 'data/statement.dsse.json',
  signature: 'data/statement.sig',
  checkpoint: 'data/checkpoint',
  opening: 'data/opening.json',
  connectorKeys: 'keys/connectors.jwks.json',
  manifest: 'manifest-sha256.txt',
  tagManifest: 'tagmanifest-sha256.txt',
  declaration: 'bagit.txt',
} as const;

const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
/** Nothing that a shell, a file system or a manifest could take for something else. */
const PLAIN_PATH = /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._/-]+$/;
const MANIFEST_LINE = /^([0-9a-f]{64}) [ *](.+)$/;

export function fileAt(files: BundleFiles, path: string): Uint8Array {
  const bytes = files.get(path);
  if (!bytes) throw new Malformed(`The bundle lacks ${path}`);
  return bytes;
}

export function textAt(files: BundleFiles, path: string): string {
  return decodeUtf8(fileAt(files, path));
}

/** The files whose path matches, in order of it; each with what its first group caught. */
export function filesLike(
  files: BundleFiles,
  form: RegExp,
): { path: string; groups: string[]; bytes: Uint8Array }[] {
  return [...files]
    .flatMap(([path, bytes]) => {
      const match = form.exec(path);
      return match ? [{ path, groups: match.slice(1), bytes }] : [];
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

export const hexDigest = (bytes: Uint8Array): string => sha256(bytes).toString('hex');

/**
 * What is wrong with the bag (RFC 8493, BagIt 1.0, with SHA-256): the payload manifest must list the
 * files under data/, the tag manifest all others but itself, each once and with the right digest.
 */
export function bagFaults(files: BundleFiles): string[] {
  const odd = [...files.keys()].filter((path) => !PLAIN_PATH.test(path));
  if (odd.length > 0) return [`${odd.length} file(s) have a path that not every system can hold.`];
  if (textAt(files, PATHS.declaration) !== DECLARATION) {
    return [`${PATHS.declaration} does not declare BagIt 1.0.`];
  }
  const paths = [...files.keys()];
  const tags = paths.filter((path) => !path.startsWith('data/') && path !== PATHS.tagManifest);
  const payload = paths.filter((path) => path.startsWith('data/'));
  return [
    ...listingFaults(files, PATHS.manifest, payload),
    ...listingFaults(files, PATHS.tagManifest, tags),
  ];
}

function listingFaults(files: BundleFiles, manifest: string, expected: string[]): string[] {
  const listed = readManifest(textAt(files, manifest));
  const due = new Set(expected);
  const entries = [...listed].flatMap(([path, digest]) => {
    const bytes = due.has(path) ? files.get(path) : undefined;
    if (!bytes) return [`${manifest} lists ${path}, which is not there.`];
    return hexDigest(bytes) === digest ? [] : [`${path} is not what ${manifest} lists.`];
  });
  const unlisted = expected.filter((path) => !listed.has(path));
  return [...entries, ...unlisted.map((path) => `${manifest} does not list ${path}.`)];
}

function readManifest(text: string): Map<string, string> {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Malformed('A manifest does not end with a newline');
  const listed = new Map<string, string>();
  for (const line of lines) {
    const [, digest = '', path = ''] = MANIFEST_LINE.exec(line) ?? [];
    if (!PLAIN_PATH.test(path)) throw new Malformed('A manifest has a malformed line');
    if (listed.has(path)) throw new Malformed(`A manifest lists ${path} twice`);
    listed.set(path, digest);
  }
  return listed;
}
