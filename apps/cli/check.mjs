// The checks that need no store, run side by side; one line each, and the whole output of those
// that fail. The same rules hold everywhere: there is no other place where they are run.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Runs every check below `root` and resolves with the exit code. `jest` starts jest under node. */
export async function runChecks(root, jest) {
  const started = performance.now();
  const waiting = checks(root, jest);
  const results = [];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      results.push(await runCheck(root, check));
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, lane));
  const failed = results.filter(({ code }) => code !== 0);
  for (const { name, output } of failed) process.stdout.write(`\n--- ${name}\n${output}\n`);
  const verdict = failed.length === 0 ? 'all passed' : `${failed.length} failed`;
  process.stdout.write(`check: ${results.length} run, ${verdict}, ${secondsSince(started)} s\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Longest first, so that no lane starts a long one last. */
function checks(root, jest) {
  const of = (...path) => join(root, 'node_modules', ...path);
  const eslint = [of('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'];
  const storeless = ['--selectProjects', 'unit', 'architecture', '--maxWorkers', '2'];
  const tsc = [of('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'];
  const prettier = [of('prettier', 'bin', 'prettier.cjs'), '--check', '.'];
  return [
    { name: 'lint', args: eslint },
    { name: 'tests', args: [...jest, ...storeless, '--reporters', 'default'] },
    { name: 'types', args: tsc },
    { name: 'format', args: [...prettier, '--cache', '--cache-strategy', 'content'] },
  ];
}

function runCheck(root, { name, args }) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts = [];
    child.stdout.on('data', (part) => parts.push(part));
    child.stderr.on('data', (part) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      const verdict = code === 0 ? 'ok' : 'FAILED';
      const columns = [name.padEnd(8), verdict.padEnd(8), `${secondsSince(started)} s`];
      process.stdout.write(`${columns.join('')}\n`);
      resolve({ name, code: code ?? 1, output: Buffer.concat(parts).toString() });
    });
  });
}

function secondsSince(started) {
  return ((performance.now() - started) / 1000).toFixed(1);
}
