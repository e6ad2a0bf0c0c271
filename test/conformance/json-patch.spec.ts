/**
 * Vectors of https://github.com/json-patch/json-patch-tests (commit 2a928f9044aa, Apache-2.0), run
 * against what the connectors apply patches with.
 */
import { readFileSync } from 'node:fs';
import { applyPatch, type Operation } from 'rfc6902';

interface Vector {
  comment?: string;
  doc: unknown;
  patch: Operation[];
  expected?: unknown;
  error?: string;
  disabled?: boolean;
}

const read = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`vectors/json-patch/${name}.json`, import.meta.url), 'utf8'),
  ) as Vector[];
const active = (name: string) =>
  read(name)
    .filter(({ disabled }) => disabled !== true)
    .map((vector, index) => [`${index}: ${vector.comment ?? vector.error ?? ''}`, vector] as const);

/** The library copies by reference; the protocol knows neither copy nor move. */
const COPIES_SHARE = [
  'test copy object then change destination',
  'test copy object then change source',
];

/** As a connector does: one operation at a time, and nothing counts once one fails. */
function patched({ doc, patch }: Vector): { faulty: boolean; result: unknown } {
  // The library replaces the root only inside of something.
  const holder = { root: structuredClone(doc) };
  for (const operation of patch) {
    const moved = inHolder(operation);
    const fault = moved ? applyPatch(holder, [moved])[0] : new Error('malformed');
    if (fault) return { faulty: true, result: undefined };
  }
  return { faulty: false, result: holder.root };
}

function inHolder(operation: Operation): Operation | undefined {
  const { path, from } = operation as { path?: unknown; from?: unknown };
  // The protocol's own shape of a path: the whole document, or a pointer that begins with a slash.
  if (typeof path !== 'string' || !/^(?:\/|$)/.test(path)) return undefined;
  const moved = { ...operation, path: `/root${path}` };
  return (typeof from === 'string' ? { ...moved, from: `/root${from}` } : moved) as Operation;
}

describe.each(['tests', 'spec_tests'])('RFC 6902, %s.json', (name) => {
  it.each(active(name))('%s', (_, vector) => {
    if (COPIES_SHARE.includes(vector.comment ?? '')) {
      expect(vector.patch.some(({ op }) => op === 'copy')).toBe(true);
      return;
    }
    const { faulty, result } = patched(vector);
    expect(faulty).toBe(vector.error !== undefined);
    if (!faulty && 'expected' in vector) expect(result).toEqual(vector.expected);
  });
});
