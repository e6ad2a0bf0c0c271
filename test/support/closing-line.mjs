// A jest reporter: names what was skipped, and leaves the run's one closing line for whoever
// started it (apps/cli/bootstrap.mjs) to print last, after stores are stopped and all is said.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { env } from 'node:process';

export default class ClosingLine {
  #rootDir;
  #isWhole;
  #ran = false;

  constructor(globalConfig) {
    this.#rootDir = globalConfig.rootDir;
    // With a name pattern the run skips what it was told to skip: no news.
    this.#isWhole = !globalConfig.testNamePattern;
  }

  onRunComplete(_contexts, results) {
    const counts = countTests(results);
    this.#ran = counts.passed + counts.failed > 0;
    const skipped = this.#isWhole ? skippedSuites(results, this.#rootDir) : [];
    for (const line of skipped) process.stderr.write(`${line}\n`);
    if (env.CLOSING_LINE_FILE) writeFileSync(env.CLOSING_LINE_FILE, closingLine(counts));
  }

  /** A run in which nothing was tested is a failure: jest asks this to decide on its exit code. */
  getLastError() {
    return this.#ran ? undefined : new Error('No test ran.');
  }
}

/** A file that could not even be loaded counts as one failed test. */
export function countTests(results) {
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

export function closingLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

/** One line per test file and outermost suite in which every test was skipped. */
export function skippedSuites(results, rootDir) {
  return results.testResults.flatMap(({ testFilePath, testResults }) => {
    const names = [...new Set(testResults.map(suiteOf))];
    return names
      .map((name) => [name, testResults.filter((test) => suiteOf(test) === name)])
      .filter(([, tests]) => tests.every(({ status }) => status === 'pending'))
      .map(([name, tests]) => {
        const where = relative(rootDir, testFilePath);
        return `skipped: ${where}: ${name} (${tests.length} tests)`;
      });
  });
}

function suiteOf({ ancestorTitles, title }) {
  return ancestorTitles[0] ?? title;
}
