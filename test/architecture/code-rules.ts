import ts from 'typescript';
import type { Check, House } from './house.js';
import { isSpec, nodesOf, parse, place, unitOf, type SourceFile } from './source.js';

const FILE_LINES_MAX = 300;
const SPEC_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 60;
const JOBS = 'libs/messaging/src/jobs.ts';

const BANNED_NAMES = /^(?:commons?|shared|utils?|helpers?|core|misc|managers?)$/;
const BANNED_TYPES = /^I[A-Z][a-z]|Impl$|^Base[A-Z]|Base$|Manager$|Helper$|Utils?$/;
/** Where the environment may be read: its one reader, the three systems, and tests. */
const ENVIRONMENT_READERS = ['libs/config', 'apps/connectors'];

export const CODE_CHECKS: Check[] = [
  { rule: 'job data is ids', find: findJobDataBeyondIds },
  { rule: 'an index exports by name', find: findStarExports },
  { rule: 'no folder or file has a name that says nothing', find: findBannedNames },
  { rule: 'no type is named after its role', find: findBannedTypes },
  { rule: 'files are short', find: findLongFiles },
  { rule: 'functions are short', find: findLongFunctions },
  { rule: 'libs/config alone reads the environment', find: findEnvironmentReads },
  { rule: 'no flows of BullMQ: they would be a second truth', find: findFlows },
  { rule: 'no NOTIFY or LISTEN in our SQL: it takes a lock at each commit', find: findNotify },
  { rule: 'libs/evidence alone writes evidence', find: findEvidenceWrites },
  { rule: 'nothing is left to do', find: findLeftovers },
];

function findJobDataBeyondIds({ files }: House): string[] {
  return files.filter(({ path }) => path === JOBS).flatMap(jobFaults);
}

/** Every property of every type in the file is a `string` whose name says that it is an id. */
function jobFaults(file: SourceFile): string[] {
  return nodesOf(file).flatMap((node) => {
    if (!ts.isTypeElement(node)) return [];
    const name = node.name?.getText() ?? node.getText();
    const isString =
      ts.isPropertySignature(node) && node.type?.kind === ts.SyntaxKind.StringKeyword;
    const isId = isString && /^id$|Id$/.test(name);
    return isId ? [] : [`${place(file, node)}: ${name} is not an id`];
  });
}

function findStarExports({ files }: House): string[] {
  return findNodes(files, (node) => ts.isExportDeclaration(node) && !namesOf(node), 'export *');
}

function namesOf(node: ts.ExportDeclaration): boolean {
  return node.exportClause !== undefined && ts.isNamedExports(node.exportClause);
}

function findBannedNames({ files }: House): string[] {
  return files.flatMap(({ path }) => {
    const words = path
      .split('/')
      .flatMap((part) => [part, ...(part.split('.')[0] ?? '').split('-')]);
    const banned = words.find((word) => BANNED_NAMES.test(word));
    return banned ? [`${path}: "${banned}"`] : [];
  });
}

function findBannedTypes({ files }: House): string[] {
  const isBanned = (node: ts.Node): boolean =>
    (ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) &&
    BANNED_TYPES.test(node.name?.text ?? '');
  return findNodes(files, isBanned, 'name it after what it is');
}

function findLongFiles({ files }: House): string[] {
  return files.flatMap((file) => {
    const lines = file.text.trimEnd().split('\n').length;
    const max = isSpec(file.path) ? SPEC_LINES_MAX : FILE_LINES_MAX;
    return lines > max ? [`${file.path}: ${lines} lines, at most ${max}`] : [];
  });
}

function findLongFunctions({ files }: House): string[] {
  return ours(files).flatMap((file) =>
    nodesOf(file).flatMap((node) => {
      if (!ts.isFunctionLike(node)) return [];
      const lines = linesOf(file, node);
      return lines > FUNCTION_LINES_MAX
        ? [`${place(file, node)}: a function of ${lines} lines`]
        : [];
    }),
  );
}

function linesOf(file: SourceFile, node: ts.Node): number {
  const tree = parse(file);
  const lineOf = (position: number): number => tree.getLineAndCharacterOfPosition(position).line;
  return lineOf(node.getEnd()) - lineOf(node.getStart(tree)) + 1;
}

function findEnvironmentReads({ files }: House): string[] {
  const bound = files.filter(
    ({ path }) => !isTest(path) && !ENVIRONMENT_READERS.includes(unitOf(path)),
  );
  const isRead = (node: ts.Node): boolean =>
    ts.isPropertyAccessExpression(node) && node.getText() === 'process.env';
  return findNodes(bound, isRead, 'process.env');
}

function findFlows({ files }: House): string[] {
  const isFlow = (node: ts.Node): boolean => ts.isIdentifier(node) && node.text === 'FlowProducer';
  return findNodes(ours(files), isFlow, 'FlowProducer');
}

function findNotify({ files }: House): string[] {
  return findInStrings(files, /\b(?:NOTIFY|LISTEN)\s+[\w"]|pg_notify\s*\(/, 'NOTIFY or LISTEN');
}

function findEvidenceWrites({ files }: House): string[] {
  const others = files.filter(({ path }) => unitOf(path) !== 'libs/evidence');
  const write = /\b(?:insert\s+into|update|delete\s+from|truncate)\s+evidence_entries\b/i;
  return findInStrings(others, write, 'a write to evidence_entries');
}

function findLeftovers({ files }: House): string[] {
  return ours(files).flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const word = /\b(?:TODO|FIXME|XXX|HACK)\b/.exec(line);
      return word ? [`${path}:${index + 1}: ${word[0]}`] : [];
    }),
  );
}

function findInStrings(files: SourceFile[], pattern: RegExp, what: string): string[] {
  const isMatch = (node: ts.Node): boolean =>
    (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && pattern.test(node.getText());
  return findNodes(ours(files), isMatch, what);
}

function findNodes(
  files: SourceFile[],
  isFault: (node: ts.Node) => boolean,
  what: string,
): string[] {
  return files.flatMap((file) =>
    nodesOf(file)
      .filter(isFault)
      .map((node) => `${place(file, node)}: ${what}`),
  );
}

function ours(files: SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => !isTest(path));
}

function isTest(path: string): boolean {
  return path.startsWith('test/') || isSpec(path);
}
