import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import ts from 'typescript';
import type { Check, House } from './house.js';
import { readImportTable, sectionOf } from './import-table.js';
import { isSpec, nodesOf, type SourceFile } from './source.js';

const ERRORS = 'libs/domain/src/errors.ts';
const BUILD_OUTPUT =
  /(?:^|\/)(?:dist|node_modules|coverage|\.habeas)\/|\.(?:tsbuildinfo|js\.map|d\.ts)$|(?:^|\/)\.env$/;

/** What stands in the page and in lists, against what is there. */
export const RECORD_CHECKS: Check[] = [
  { rule: 'the code map names exactly the apps and libs that exist', find: findMapFaults },
  { rule: 'the import table names exactly the apps and libs that exist', find: findTableFaults },
  { rule: 'the page names no file that does not exist', find: findDeadPaths },
  { rule: 'every dependency is there for a reason', find: findUnreasonedDependencies },
  { rule: 'every error code is used', find: findDeadCodes },
  { rule: 'released migrations never change', find: findChangedMigrations },
  { rule: 'no build output is tracked', find: findTrackedOutput },
];

function findMapFaults({ map, units }: House): string[] {
  const named = sectionOf(map, 'Code map').flatMap((line) => /^- `([^`]+)`/.exec(line)?.[1] ?? []);
  return differences(named, units, 'the code map');
}

function findTableFaults({ map, units }: House): string[] {
  const named = readImportTable(map).map(({ unit }) => unit);
  return differences(named, units, 'the import table');
}

function differences(named: string[], existing: string[], where: string): string[] {
  const twice = named.filter((unit, index) => named.indexOf(unit) !== index);
  return [
    ...existing.filter((unit) => !named.includes(unit)).map((unit) => `${where} lacks ${unit}`),
    ...named.filter((unit) => !existing.includes(unit)).map((unit) => `${where}: no ${unit}`),
    ...twice.map((unit) => `${where} names ${unit} twice`),
  ];
}

/** Anything in backticks with a folder and an ending is a path from the project's root. */
function findDeadPaths({ map, exists }: House): string[] {
  const paths = [...map.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.\w+)`/g)].map(([, path = '']) => path);
  return paths.filter((path) => !exists(path)).map((path) => `ARCHITECTURE.md: no ${path}`);
}

/** `@scope/*` in the page stands for every package of that scope. */
function findUnreasonedDependencies({ map, dependencies }: House): string[] {
  const rows = sectionOf(map, 'Dependencies').map((line) => line.split('|')[1] ?? '');
  const named = rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, one = '']) => one));
  const covers = (name: string, dependency: string): boolean =>
    name.endsWith('/*') ? dependency.startsWith(name.slice(0, -1)) : name === dependency;
  return [
    ...dependencies
      .filter((dependency) => !named.some((name) => covers(name, dependency)))
      .map((dependency) => `ARCHITECTURE.md gives no reason for ${dependency}`),
    ...named
      .filter((name) => !dependencies.some((dependency) => covers(name, dependency)))
      .map((name) => `ARCHITECTURE.md: ${name} is no dependency`),
  ];
}

function findDeadCodes({ files }: House): string[] {
  const table = files.find(({ path }) => path === ERRORS);
  const others = files.filter(({ path }) => path !== ERRORS && !isTest(path));
  const used = new Set(others.flatMap(stringsOf));
  return (table ? codesOf(table) : [])
    .filter((code) => !used.has(code))
    .map((code) => `${ERRORS}: ${code} is used nowhere`);
}

function codesOf(table: SourceFile): string[] {
  const isTable = (node: ts.Node): node is ts.VariableDeclaration =>
    ts.isVariableDeclaration(node) && node.name.getText() === 'ERRORS';
  const value = nodesOf(table).find(isTable)?.initializer;
  const object = value && ts.isAsExpression(value) ? value.expression : value;
  if (!object || !ts.isObjectLiteralExpression(object)) return [];
  return object.properties.map(({ name }) => name?.getText() ?? '');
}

function stringsOf(file: SourceFile): string[] {
  return nodesOf(file).flatMap((node) => (ts.isStringLiteralLike(node) ? node.text : []));
}

/** Migrations that no release contains may still change: they are not listed. */
function findChangedMigrations({ released, migrations }: House): string[] {
  const lines = released.split('\n').filter((line) => line && !line.startsWith('#'));
  return lines.flatMap((line) => {
    const [hash = '', path = ''] = line.split(/\s+/);
    const file = migrations.find((migration) => migration.path === path);
    if (!file) return [`${path} was released and is gone`];
    const isSame = createHash('sha256').update(file.text).digest('hex') === hash;
    return isSame ? [] : [`${posix.basename(path)} was released and has changed`];
  });
}

function findTrackedOutput({ tracked }: House): string[] {
  return tracked.filter((path) => BUILD_OUTPUT.test(path)).map((path) => `${path} is tracked`);
}

function isTest(path: string): boolean {
  return path.startsWith('test/') || isSpec(path);
}
