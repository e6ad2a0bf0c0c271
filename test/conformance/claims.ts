import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { nodesOf, PROJECT_ROOT, readText, type SourceFile } from '../architecture/source.js';

/** A test by the file it stands in and its exact title; `row` is a text of its table or body. */
export interface Shown {
  file: string;
  test: string;
  row?: string;
}

/** One number of a list that must be answered: by tests, or by why it cannot arise here. */
export type Claim = { number: string; title: string } & (
  { where: Shown[] } | { notApplicable: string }
);

export function shown(file: string, test: string, row?: string): Shown {
  return { file, test, ...(row === undefined ? {} : { row }) };
}

export function claim(number: string | number, title: string, ...where: Shown[]): Claim {
  return { number: String(number), title, where };
}

export function notApplicable(number: string | number, title: string, reason: string): Claim {
  return { number: String(number), title, notApplicable: reason };
}

/** What is wrong with one claim; empty when every test that it names is there. */
export function faultsOf(one: Claim): string[] {
  if ('notApplicable' in one) return one.notApplicable ? [] : ['no reason is given'];
  if (one.where.length === 0) return ['no test is named'];
  return one.where.flatMap(faultOf);
}

/** Numbers that are missing, listed twice, or not asked for. */
export function numberFaults(claims: readonly Claim[], asked: readonly string[]): string[] {
  const listed = claims.map(({ number }) => number);
  return [
    ...asked.filter((number) => !listed.includes(number)).map((number) => `${number} is missing`),
    ...listed
      .filter((number, index) => listed.indexOf(number) !== index)
      .map((number) => `${number} is listed twice`),
    ...listed.filter((number) => !asked.includes(number)).map((number) => `${number} is unknown`),
  ];
}

function faultOf({ file, test, row }: Shown): string[] {
  if (!existsSync(join(PROJECT_ROOT, file))) return [`${file} is not there`];
  const { titles, texts } = readSpec(file);
  if (!titles.has(test)) return [`${file} has no test "${test}"`];
  return row === undefined || texts.has(row) ? [] : [`${file} has no row "${row}"`];
}

interface Spec {
  titles: Set<string>;
  texts: Set<string>;
}

const read = new Map<string, Spec>();

function readSpec(path: string): Spec {
  const known = read.get(path);
  if (known) return known;
  const file: SourceFile = { path, text: readText(path) };
  const nodes = nodesOf(file);
  const spec = {
    titles: new Set(nodes.flatMap(titleOf)),
    texts: new Set(nodes.flatMap((node) => (ts.isStringLiteralLike(node) ? [node.text] : []))),
  };
  read.set(path, spec);
  return spec;
}

/** The title of a test that runs: `it.skip` and `it.todo` show nothing. */
function titleOf(node: ts.Node): string[] {
  if (!ts.isCallExpression(node) || !isTest(node.expression)) return [];
  const [title] = node.arguments;
  return title && ts.isStringLiteralLike(title) ? [title.text] : [];
}

/** `it`, `test`, and `it.each(…)`. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isCallExpression(callee)) {
    const each = callee.expression;
    return (
      ts.isPropertyAccessExpression(each) && each.name.text === 'each' && isTest(each.expression)
    );
  }
  return ts.isIdentifier(callee) && ['it', 'test'].includes(callee.text);
}
