import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadPolicy, loadPolicyFiles } from './load-policy.js';
import { changedDocuments } from './policy-diff.js';
import { readPolicyFiles } from './policy-files.js';

const dir = fileURLToPath(new URL('../data', import.meta.url));
const shipped = readPolicyFiles(dir);

const refusal = (files: Record<string, string>) => {
  try {
    loadPolicyFiles(files);
  } catch (error) {
    return (error as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
  }
  return [];
};

describe('a version of the policy', () => {
  it('is the same from its folder and from its files as text', () => {
    expect(loadPolicyFiles(shipped).digest).toBe(loadPolicy(dir).digest);
  });

  it('has a digest that sha256sum gives too', () => {
    const script = 'LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-64';
    const names = Object.keys(shipped).join('\n');
    const told = execFileSync('sh', ['-c', script], { cwd: dir, input: names, encoding: 'utf8' });
    expect(told.trim()).toBe(loadPolicy(dir).digest);
  });

  it.each([
    ['a path that leads away', '../packs/gdpr.yaml', 'id: gdpr'],
    ['a folder below', 'packs/eu/gdpr.yaml', 'id: gdpr'],
    ['another kind of file', 'packs/gdpr.json', '{}'],
    ['a folder that nobody reads', 'laws/gdpr.yaml', 'id: gdpr'],
    ['a NUL', 'packs/gdpr.yaml', `${shipped['packs/gdpr.yaml']}\n# \0`],
    ['half a character', 'packs/gdpr.yaml', `${shipped['packs/gdpr.yaml']}\n# \ud800`],
  ])('is refused with %s', (_, name, text) => {
    expect(refusal({ ...shipped, [name]: text })).toContain(`${name}:1#`);
  });

  it('tells which files are not those of another one', () => {
    const digests = (files: Record<string, string>) => ({ digests: files });
    const before = digests({ a: '1', b: '1', c: '1' });
    expect(changedDocuments(before, digests({ a: '1', b: '2', d: '1' }))).toEqual([
      { name: 'b', change: 'changed' },
      { name: 'c', change: 'removed' },
      { name: 'd', change: 'added' },
    ]);
  });
});
