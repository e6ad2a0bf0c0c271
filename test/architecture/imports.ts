import { posix } from 'node:path';
import ts from 'typescript';
import type { Check, House } from './house.js';
import { readImportTable, type ImportRow } from './import-table.js';
import { isSpec, nodesOf, place, unitOf, type SourceFile } from './source.js';

interface Import {
  file: SourceFile;
  specifier: string;
  /** Gone at run time: `import type`, or every name in it marked `type`. */
  isTypeOnly: boolean;
  at: string;
}

const OURS = '@habeas/';

export const IMPORT_CHECKS: Check[] = [
  { rule: 'imports keep to the import table', find: findForbiddenImports },
  { rule: 'the import table has no cycle', find: findTableCycles },
  { rule: 'other libs are imported by name alone, through their index', find: findDeepImports },
  { rule: 'nothing imports an app, and systems do not import each other', find: findAppImports },
  { rule: 'libs that name their packages use no others', find: findForeignPackages },
  { rule: 'no file imports itself in a circle', find: findFileCycles },
];

/** Imports, re-exports and dynamic imports of one file. */
export function importsOf(file: SourceFile): Import[] {
  return nodesOf(file).flatMap((node) => {
    const literal = specifierNode(node);
    if (!literal || !ts.isStringLiteralLike(literal)) return [];
    const isTypeOnly = ts.isImportTypeNode(node) || isErased(node);
    return [{ file, specifier: literal.text, isTypeOnly, at: place(file, literal) }];
  });
}

function specifierNode(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  const isDynamic =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function isErased(node: ts.Node): boolean {
  if (ts.isExportDeclaration(node)) {
    const names = node.exportClause && ts.isNamedExports(node.exportClause);
    return node.isTypeOnly || Boolean(names && allTypes(node.exportClause));
  }
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  const { isTypeOnly, name, namedBindings } = node.importClause;
  return isTypeOnly || (!name && Boolean(namedBindings && allTypes(namedBindings)));
}

function allTypes(names: ts.NamedImportBindings | ts.NamedExportBindings): boolean {
  if (!ts.isNamedImports(names) && !ts.isNamedExports(names)) return false;
  return names.elements.length > 0 && names.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function findForbiddenImports({ files, map }: House): string[] {
  const table = readImportTable(map);
  return importsOfHouse(files).flatMap(({ file, specifier, at }) => {
    const row = rowOf(table, file);
    if (!row) return [`${at}: ${unitOf(file.path)} has no row in the import table`];
    const lib = specifier.startsWith(OURS) ? specifier.slice(OURS.length).split('/')[0] : undefined;
    if (!lib || row.libs === 'every' || row.libs.includes(lib)) return [];
    return row.unit === `libs/${lib}`
      ? [`${at}: ${row.unit} imports itself by name; use a relative path`]
      : [`${at}: ${row.unit} may not import ${lib}`];
  });
}

function findTableCycles({ map }: House): string[] {
  const table = readImportTable(map);
  const edges = new Map(
    table.map(({ unit, libs }) => [unit, libs === 'every' ? [] : libs.map((lib) => `libs/${lib}`)]),
  );
  return cyclesIn(edges).map((cycle) => `import table: ${cycle.join(' -> ')}`);
}

function findDeepImports({ files }: House): string[] {
  return importsOfHouse(files).flatMap(({ file, specifier, at }) => {
    if (specifier.startsWith(OURS) && specifier.split('/').length > 2)
      return [`${at}: ${specifier} goes past the index`];
    const target = specifier.startsWith('.') ? targetOf(file, specifier) : undefined;
    if (!target?.startsWith('libs/') || unitOf(target) === unitOf(file.path)) return [];
    return [`${at}: ${specifier} goes past the index of ${unitOf(target)}`];
  });
}

function findAppImports({ files }: House): string[] {
  const systems = systemsIn(files);
  return importsOfHouse(files).flatMap(({ file, specifier, at }) => {
    const target = targetOf(file, specifier);
    if (!target?.startsWith('apps/')) return [];
    const from = programOf(file.path, systems);
    const to = programOf(target, systems);
    if (to === 'apps/connectors' && from.startsWith('apps/connectors')) return [];
    return from === to ? [] : [`${at}: ${from} imports ${to}`];
  });
}

/** Folders of apps/connectors with a main file are systems; what else lies there is for all. */
function systemsIn(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => /^apps\/connectors\/[^/]+\/main\.ts$/.test(path))
    .map(({ path }) => posix.dirname(path));
}

function programOf(path: string, systems: string[]): string {
  return systems.find((system) => path.startsWith(`${system}/`)) ?? unitOf(path);
}

function findForeignPackages({ files, map }: House): string[] {
  const table = readImportTable(map);
  return importsOfHouse(files).flatMap(({ file, specifier, at }) => {
    const row = rowOf(table, file);
    if (!row || row.packages === 'any' || isSpec(file.path)) return [];
    if (specifier.startsWith('.') || specifier.startsWith(OURS)) return [];
    const known = row.packages.some((name) => isPackage(name, specifier));
    return known ? [] : [`${at}: ${row.unit} may not use ${specifier}`];
  });
}

/** `node:` alone stands for all of Node's own modules. */
function isPackage(name: string, specifier: string): boolean {
  if (name === 'node:') return specifier.startsWith(name);
  return specifier === name || specifier.startsWith(`${name}/`);
}

/** Over imports that exist at run time; types may point anywhere. */
function findFileCycles({ files }: House): string[] {
  const known = new Set(files.map(({ path }) => path));
  const edges = new Map(
    files.map((file) => {
      const imports = importsOf(file).filter(({ isTypeOnly }) => !isTypeOnly);
      const targets = imports.flatMap(({ specifier }) => targetOf(file, specifier) ?? []);
      return [file.path, targets.filter((target) => known.has(target))];
    }),
  );
  return cyclesIn(edges).map((cycle) => cycle.join(' -> '));
}

/** The file that a specifier of ours means; undefined for packages. */
function targetOf(file: SourceFile, specifier: string): string | undefined {
  if (specifier.startsWith(OURS)) return `libs/${specifier.slice(OURS.length)}/src/index.ts`;
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(file.path), specifier).replace(/\.js$/, '.ts');
}

/** One cycle for each edge that leads back to where the walk came from. */
function cyclesIn(edges: Map<string, string[]>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const walk = (node: string, trail: string[]): void => {
    const back = trail.indexOf(node);
    if (back >= 0) cycles.push([...trail.slice(back), node]);
    if (back >= 0 || done.has(node)) return;
    for (const next of edges.get(node) ?? []) walk(next, [...trail, node]);
    done.add(node);
  };
  for (const node of edges.keys()) walk(node, []);
  return cycles;
}

/** Tests may import everything. */
function importsOfHouse(files: SourceFile[]): Import[] {
  return files.filter(({ path }) => !path.startsWith('test/')).flatMap(importsOf);
}

function rowOf(table: ImportRow[], file: SourceFile): ImportRow | undefined {
  return table.find(({ unit }) => unit === unitOf(file.path));
}
