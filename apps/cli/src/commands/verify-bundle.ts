import {
  Malformed,
  parseTrust,
  verifyBundle,
  type BundleVerdict,
  type Trust,
} from '@habeas/evidence-format';
import { CliFailure, EXIT } from '../exit.js';
import { inert, print, printJson } from '../output.js';
import { readBundleFiles, readFolder } from './bundle-file.js';

const VERDICTS: Readonly<Record<BundleVerdict['verdict'], string>> = {
  verified: 'Verified: the bundle is whole, and all that was asked for stands behind it.',
  weaker: 'Verified, with less behind it than there could be: see the steps marked weaker.',
  open: 'Sound so far, and open: the request is not closed, so this is not all of it.',
  failed: 'NOT verified: see the steps marked failed.',
};

/** Checks a bundle against a trust folder, offline. Throws when it does not hold. */
export async function showBundle(
  file: string,
  { trust, json }: { trust: string; json?: boolean },
): Promise<void> {
  const pinned = readTrust(trust);
  const result = await verifyBundle(await readBundleFiles(file), pinned);
  if (json) printJson(result);
  else show(result);
  if (result.verdict === 'failed') throw new CliFailure(EXIT.no, 'The evidence does not hold.');
}

function readTrust(folder: string): Trust {
  try {
    return parseTrust(readFolder(folder));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new CliFailure(EXIT.usage, `${error.message}.`);
  }
}

function show({ verdict, steps }: BundleVerdict): void {
  for (const { id, status, detail, unchecked } of steps) {
    print(`${id.padEnd(4)}${status.replace('_', ' ').padEnd(12)}${inert(detail)}`);
    print(`${' '.repeat(16)}Does not show ${unchecked}.`);
  }
  print(`V14 ${'not checked'.padEnd(12)}Due dates were not computed again.`);
  print();
  print(VERDICTS[verdict]);
}
