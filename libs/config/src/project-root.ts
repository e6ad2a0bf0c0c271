import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the project's package.json, found upward from `start`: the sources lie in libs/ and
 * the compiled files in dist/libs/, so no fixed number of steps leads there. A package.json with
 * another name (a published library's) is passed by.
 */
export function findProjectRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (packageName(join(folder, 'package.json')) === 'habeas') return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json of habeas above ${start}`);
  }
}

function packageName(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const content = JSON.parse(readFileSync(file, 'utf8')) as { name?: string };
  return content.name;
}

/** Absolute folder of the project: the one with package.json, libs/ and node_modules/. */
export const projectRoot: string = findProjectRoot(dirname(fileURLToPath(import.meta.url)));
