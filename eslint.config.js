// Every rule is an error or absent. What a linter cannot see stands in test/architecture.
import tseslint from 'typescript-eslint';

const refuse = (message, ...selectors) => selectors.map((selector) => ({ selector, message }));
const FUNCTIONS = [
  'FunctionDeclaration',
  'ArrowFunctionExpression',
  'Property > FunctionExpression',
  'MethodDefinition[kind!="constructor"] > FunctionExpression',
];
const BOOLEAN = '> Identifier.params[typeAnnotation.typeAnnotation.type="TSBooleanKeyword"]';

const NAMED_EXPORTS = refuse('Export by name.', 'ExportDefaultDeclaration');

const SHAPES = [
  ...NAMED_EXPORTS,
  ...refuse(
    'At most 3 parameters; then an options object.',
    ...FUNCTIONS.map((kind) => `${kind}[params.length>3]`),
  ),
  ...refuse(
    'At most 5 dependencies; this class does too much.',
    'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>5]',
  ),
  ...refuse(
    'No boolean parameter: split the function, or name the choice in an options object.',
    `FunctionDeclaration ${BOOLEAN}`,
    `MethodDefinition > FunctionExpression ${BOOLEAN}`,
  ),
];

const ENVIRONMENT = refuse(
  'Only libs/config reads the environment.',
  'MemberExpression[object.name="process"][property.name="env"]',
);

const IMPURE = refuse(
  'Pure code is given its instant and its chance; it never asks for them.',
  'MemberExpression[object.name="Date"][property.name="now"]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'MemberExpression[object.name="Math"][property.name="random"]',
  'MemberExpression[object.name="Temporal"][property.name="Now"]',
  'ImportExpression',
);
const IMPURE_GLOBALS = [
  'process',
  'performance',
  'crypto',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
];

const withoutNode = (...allowed) => ({
  patterns: [
    { regex: `^node:(?!(?:${allowed.join('|') || '$'})$)`, message: 'Pure code: no I/O.' },
  ],
});

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', '.habeas/**', 'test/conformance/vectors/**'] },
  {
    rules: {
      eqeqeq: 'error',
      'no-cond-assign': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-self-compare': 'error',
      'no-unsafe-finally': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'max-depth': ['error', 3],
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 60],
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-restricted-syntax': ['error', ...SHAPES, ...ENVIRONMENT],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/require-await': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  // The one reader of the environment, and the three systems, which are programs of their own.
  {
    files: ['libs/config/src/**/*.ts', 'apps/connectors/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...SHAPES] },
  },
  {
    files: ['libs/domain/src/**/*.ts', 'libs/evidence-format/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...SHAPES, ...ENVIRONMENT, ...IMPURE],
      'no-restricted-globals': ['error', ...IMPURE_GLOBALS],
      'no-restricted-imports': ['error', withoutNode()],
    },
  },
  {
    files: ['libs/evidence-format/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-imports': ['error', withoutNode('crypto')] },
  },
  // Tests are tables and stories; their fakes are async because what they stand for is.
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      'max-lines': ['error', 500],
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...NAMED_EXPORTS],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/require-await': 'off',
    },
  },
  // Jest imports these by their default export.
  {
    files: ['test/support/{start,stop}-stores.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
