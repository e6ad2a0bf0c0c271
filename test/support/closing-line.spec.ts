interface TestResult {
  ancestorTitles: string[];
  title: string;
  status: 'passed' | 'failed' | 'pending';
}

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: { testFilePath: string; testResults: TestResult[] }[];
}

interface ClosingLineModule {
  countTests(results: Results): { passed: number; failed: number; skipped: number };
  closingLine(counts: { passed: number; failed: number; skipped: number }): string;
  skippedSuites(results: Results, rootDir: string): string[];
}

// A plain module without types: jest loads reporters as they stand.
const address: string = new URL('./closing-line.mjs', import.meta.url).href;
const { closingLine, countTests, skippedSuites } = (await import(address)) as ClosingLineModule;

const results = (parts: Partial<Results>): Results => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
  ...parts,
});

const test = (suite: string, status: TestResult['status']): TestResult => ({
  ancestorTitles: [suite],
  title: 'does it',
  status,
});

describe('the closing line', () => {
  it('says what passed and what failed', () => {
    expect(closingLine({ passed: 812, failed: 0, skipped: 0 })).toBe('812 passed, 0 failed');
  });

  it('adds what was skipped when there is any', () => {
    const line = closingLine({ passed: 1, failed: 2, skipped: 3 });
    expect(line).toBe('1 passed, 2 failed, 3 skipped');
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const counts = countTests(results({ numPassedTests: 4, numRuntimeErrorTestSuites: 1 }));
    expect(counts).toEqual({ passed: 4, failed: 1, skipped: 0 });
  });

  it('names suites in which every test was skipped, and only those', () => {
    const tests = [
      test('on Redis', 'pending'),
      test('on Redis', 'pending'),
      test('on PostgreSQL', 'passed'),
      test('on PostgreSQL', 'pending'),
    ];
    const run = results({
      testResults: [{ testFilePath: '/root/test/a.spec.ts', testResults: tests }],
    });
    expect(skippedSuites(run, '/root')).toEqual(['skipped: test/a.spec.ts: on Redis (2 tests)']);
  });
});
