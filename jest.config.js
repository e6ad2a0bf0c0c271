// One configuration, one project per test level. `npm test` starts it; by hand:
// NODE_OPTIONS=--experimental-vm-modules npx jest --selectProjects unit
const base = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': '@swc/jest' },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@habeas/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.habeas'],
};

const level = (displayName, testMatch, more = {}) => ({
  ...base,
  displayName,
  testMatch,
  ...more,
});

const stores = {
  globalSetup: '<rootDir>/test/support/start-stores.ts',
  globalTeardown: '<rootDir>/test/support/stop-stores.ts',
};

export default {
  projects: [
    level('unit', ['<rootDir>/{apps,libs}/**/*.spec.ts', '<rootDir>/test/support/*.spec.ts']),
    level('architecture', ['<rootDir>/test/architecture/**/*.spec.ts']),
    level('conformance', ['<rootDir>/test/conformance/**/*.spec.ts']),
    level('integration', ['<rootDir>/test/integration/**/*.spec.ts'], stores),
    level('journeys', ['<rootDir>/test/journeys/**/*.spec.ts'], stores),
    level('faults', ['<rootDir>/test/faults/**/*.spec.ts'], stores),
  ],
  reporters: ['default', '<rootDir>/test/support/closing-line.mjs'],
  maxWorkers: 2,
  testTimeout: 120_000,
};
