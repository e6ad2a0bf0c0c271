import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A file as the checks see it: its path from the project's root, with slashes, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SKIPPED = new Set(['node_modules', 'dist']);

/** Every TypeScript file below the given folders of the project. */
export function readSources(...folders: string[]): SourceFile[] {
  return folders.flatMap(filesBelow).map((path) => ({ path, text: readText(path) }));
}

export function readText(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8');
}

/** Names of the folders directly below `folder`. */
export function foldersIn(folder: string): string[] {
  return readdirSync(join(PROJECT_ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** Paths that git tracks; none where the project was unpacked without its history. */
export function trackedPaths(): string[] {
  try {
    const options = { cwd: PROJECT_ROOT, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('git', ['ls-files', '-z'], options).split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

export function isSpec(path: string): boolean {
  return path.endsWith('.spec.ts');
}

/** `apps/<name>` or `libs/<name>`: what a row of the import table speaks of. */
export function unitOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

/** Parses once per file; the nodes know their parents. */
export function parse(file: SourceFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
  parsed.set(file, tree);
  return tree;
}

/** Every node of the file, outermost first. */
export function nodesOf(file: SourceFile): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return nodes;
}

/** `path:line`, as editors open it. */
export function place(file: SourceFile, node: ts.Node): string {
  const tree = parse(file);
  return `${file.path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`;
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(PROJECT_ROOT, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
    return path.endsWith('.ts') ? [path.replaceAll('\\', '/')] : [];
  });
}
