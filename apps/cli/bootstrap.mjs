// Makes one command enough on a fresh clone: checks Node, installs, builds, then runs the target.
// Plain Node on purpose: this is the only file that runs before anything is installed. Whatever it
// says goes to stderr, so that stdout carries the target's own output and nothing else.
//
//   node apps/cli/bootstrap.mjs demo | serve | habeas | test | check | bench | build | docs | lint | format
import { spawn } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MIN = [20, 19];
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
const BUILT = join(ROOT, 'dist', '.built');
const MAIN = join(ROOT, 'dist', 'apps', 'cli', 'src', 'main.js');
const BENCH = join(ROOT, 'test', 'bench', 'run.ts');
const API = join(ROOT, 'dist', 'apps', 'api', 'src');
const CLOSING_LINE = join(tmpdir(), `closing-line-${process.pid}`);
const BUILD_INPUTS = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
const JEST = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', bin('jest')];

const TARGETS = {
  demo: (args) => runMain(['demo', ...args]),
  serve: (args) => runMain(['serve', ...args]),
  habeas: (args) => runMain(args),
  test: runTests,
  check: async () => (await import('./check.mjs')).runChecks(ROOT, JEST),
  bench: (args) => runNode(['--import', './test/support/typescript.js', BENCH, ...args]),
  build: () => build(),
  docs: writeDocuments,
  lint: (args) => runNode([bin('eslint'), '.', ...args]),
  format: (args) => runNode([bin('prettier'), '--write', '--log-level', 'warn', '.', ...args]),
};

await main(process.argv.slice(2));

async function main([name = '', ...args]) {
  requireNode();
  const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
  if (!target) fail(`Name a target: ${Object.keys(TARGETS).join(', ')}.`, 2);
  if (!isInstalled()) await install();
  const code = await target(args);
  if (code !== undefined) process.exitCode = code;
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  fail(`Habeas needs Node ${NODE_MIN.join('.')} or later; this is ${process.versions.node}.`, 3);
}

/** True when node_modules holds what package-lock.json asks for; a newer date alone proves nothing. */
function isInstalled() {
  if (!existsSync(INSTALLED)) return false;
  if (mtimeMs(INSTALLED) >= mtimeMs(LOCK)) return true;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(LOCK, 'utf8')).packages);
  return wanted.every(
    ([path, { version, optional, devOptional, link }]) =>
      path === '' || optional || devOptional || link || installed[path]?.version === version,
  );
}

/** Install scripts stay off: none is needed, and the result is the same wherever npm blocks them. */
async function install() {
  say('Installing packages (npm ci) …');
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const quiet = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const args = [...npm.slice(1), 'ci', ...quiet, '--loglevel=error'];
  const code = await run(npm[0], args, { stdio: ['ignore', 'ignore', 2] });
  if (code !== 0) fail('npm ci failed; the lines above say why. Is the registry reachable?', 3);
}

async function ensureBuilt() {
  return isBuilt() ? 0 : build();
}

async function build() {
  const startedAt = new Date();
  say('Building …');
  const nest = join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const code = await run(process.execPath, [nest, 'build'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) {
    say('The build failed; the lines above say where.');
    return 1;
  }
  // Dated at the start, so that a file saved during the build counts as newer.
  writeFileSync(BUILT, '');
  utimesSync(BUILT, startedAt, startedAt);
  return 0;
}

function isBuilt() {
  if (!existsSync(BUILT) || !existsSync(MAIN)) return false;
  const builtAt = mtimeMs(BUILT);
  const isOlder = (path) => mtimeMs(join(ROOT, path)) < builtAt;
  return BUILD_INPUTS.every(isOlder) && ['apps', 'libs'].every((dir) => isTreeOlder(dir, builtAt));
}

/** Folders count too: their date is what tells of a file taken away. */
function isTreeOlder(dir, builtAt) {
  if (mtimeMs(join(ROOT, dir)) >= builtAt) return false;
  return readdirSync(join(ROOT, dir), { withFileTypes: true }).every((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || isTreeOlder(path, builtAt);
    return !entry.name.endsWith('.ts') || mtimeMs(join(ROOT, path)) < builtAt;
  });
}

/** The program takes over this process: signals, exit code and stdout are its own. */
async function runMain(args) {
  const failure = await ensureBuilt();
  if (failure) return failure;
  process.argv = [process.execPath, MAIN, ...args];
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(MAIN).href);
  return undefined;
}

/** The pages and the API's description that are made from code. */
async function writeDocuments() {
  const programs = ['write-documents.js', 'write-open-api.js'];
  let code = await ensureBuilt();
  for (const name of programs) code ||= await runNode([join(API, name)]);
  return code;
}

/** The closing line stands last whatever happens: also when jest dies before its report. */
async function runTests(args) {
  rmSync(CLOSING_LINE, { force: true });
  const code =
    (await ensureBuilt()) ||
    (await runNode([...JEST, ...args], { CLOSING_LINE_FILE: CLOSING_LINE }));
  const hasReport = existsSync(CLOSING_LINE);
  const line = hasReport ? readFileSync(CLOSING_LINE, 'utf8') : '0 passed, 1 failed';
  rmSync(CLOSING_LINE, { force: true });
  process.stdout.write(`${line}\n`);
  return hasReport ? code : code || 1;
}

function runNode(args, env = {}) {
  return run(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
}

/** Resolves with the exit code; hands signals on and waits for the child to end by itself. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, ...options });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

function bin(name) {
  return join(ROOT, 'node_modules', name, 'bin', `${name}.${name === 'prettier' ? 'cjs' : 'js'}`);
}

function mtimeMs(path) {
  return statSync(path).mtimeMs;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line, code) {
  say(line);
  process.exit(code);
}
