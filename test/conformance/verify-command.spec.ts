import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { jest } from '@jest/globals';
import yazl from 'yazl';
import { readBundleFiles, readFolder } from '../../apps/cli/src/commands/bundle-file.js';
import { showBundle } from '../../apps/cli/src/commands/verify-bundle.js';
import { CliFailure, EXIT } from '../../apps/cli/src/exit.js';
import { bundleOf, put, trustFiles, type Files } from './sample-bundle.js';

let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-bundle-'));
  printed = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function unpack(files: Files, name: string): string {
  for (const [path, bytes] of files) {
    const target = join(folder, name, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  return join(folder, name);
}

async function zip(files: Iterable<readonly [string, Buffer]>): Promise<string> {
  const archive = new yazl.ZipFile();
  for (const [path, bytes] of files) archive.addBuffer(bytes, path);
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer);
  const path = join(folder, 'bundle.zip');
  writeFileSync(path, Buffer.concat(chunks));
  return path;
}

async function failure(work: () => unknown): Promise<[number, string]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CliFailure) return [error.exitCode, error.message];
    throw error;
  }
  return [EXIT.done, ''];
}

const good = bundleOf();
const forged = () => {
  const files = new Map(good);
  put(files, 'data/events/1.json', '{}');
  return files;
};

describe('habeas evidence verify FILE --trust DIR', () => {
  it('says of each step what it found and can not show, and what comes of it', async () => {
    const trust = unpack(trustFiles(), 'trust');
    expect(await failure(async () => showBundle(await zip(good), { trust }))).toEqual([0, '']);
    const text = printed.join('');
    expect(text).toMatch(/^V1 {2}passed {6}The bag is whole\.\n {16}Does not show who wrote/);
    expect(text).toMatch(/\nV6 {2}weaker /);
    expect(text).toMatch(/\nV14 not checked .*\n\nVerified, with less behind it/);
  });

  it('takes the folder too, and prints one JSON document', async () => {
    const trust = unpack(trustFiles(), 'trust');
    await showBundle(unpack(good, 'bundle'), { trust, json: true });
    const result = JSON.parse(printed.join('')) as { verdict: string; steps: object[] };
    expect(result.verdict).toBe('weaker');
    expect(result.steps[0]).toMatchObject({ id: 'V1', status: 'passed' });
  });

  it('ends with 1 on a forged one', async () => {
    const trust = unpack(trustFiles(), 'trust');
    const file = await zip(forged());
    expect(await failure(() => showBundle(file, { trust }))).toEqual([
      EXIT.no,
      'The evidence does not hold.',
    ]);
    expect(printed.join('')).toMatch(/V7 {2}failed {6}Entry 1 /);
  });

  it('ends with 2 without what to trust', async () => {
    const trust = unpack(new Map([['policy', Buffer.from('quorum none\n')]]), 'trust');
    const [code, message] = await failure(() => showBundle(folder, { trust }));
    expect([code, message]).toEqual([EXIT.usage, 'The trust folder lacks log.vkey.']);
  });
});

describe('what is read as a bundle', () => {
  it('is the same from folder and ZIP', async () => {
    const [unpacked, zipped] = [await readBundleFiles(unpack(good, 'b')), await zip(good)];
    expect(new Map([...unpacked].sort())).toEqual(new Map([...good].sort()));
    expect(await readBundleFiles(zipped)).toEqual(good);
  });

  it('has no two files by one name', async () => {
    const twice = await zip([...good, ['bagit.txt', Buffer.from('again')]]);
    expect(await failure(() => readBundleFiles(twice))).toEqual([
      EXIT.usage,
      `${twice} has two files by one name.`,
    ]);
  });

  it('has no links', async () => {
    const path = unpack(good, 'linked');
    symlinkSync('/etc/hostname', join(path, 'link'));
    expect((await failure(() => readFolder(path)))[1]).toMatch(/link that is no plain file/);
  });

  it.each([
    ['is not there', undefined, /cannot be read \(ENOENT\)/],
    ['is no archive', Buffer.from('not a ZIP'), /is no sound ZIP archive/],
  ])('is refused where it %s', async (_, content, message) => {
    const path = join(folder, 'file');
    if (content) writeFileSync(path, content);
    const [code, text] = await failure(() => readBundleFiles(path));
    expect(code).toBe(EXIT.usage);
    expect(text).toMatch(message);
  });
});
