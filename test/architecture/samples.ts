import { EMPTY_HOUSE, type House } from './house.js';

/** A house that breaks one rule, and what the check must say of it. */
export interface Sample {
  house: House;
  findings: string[];
}

const file = (path: string, ...lines: string[]): { path: string; text: string } => ({
  path,
  text: lines.join('\n'),
});

const house = (parts: Partial<House>): House => ({ ...EMPTY_HOUSE, ...parts });

const TABLE = `
## What may import what

| From | May import | Packages |
|---|---|---|
| \`libs/domain\` | nothing | \`temporal-polyfill\` |
| \`libs/vault\` | \`domain\` | any |
| \`apps/api\` | every lib | any |
| \`apps/connectors\` | nothing | any |
`;
const longBody = Array.from({ length: 301 }, (_, line) => `const x${line} = ${line};`);

/** By rule; a rule without a sample fails the test. */
export const SAMPLES: Record<string, Sample> = {
  'imports keep to the import table': {
    house: house({
      map: TABLE,
      files: [
        file('libs/domain/src/plan.ts', `import { Vault } from '@habeas/vault';`),
        file('libs/domain/src/law.ts', `import type { Vault } from '@habeas/vault';`),
        file('libs/domain/src/clock.ts', `const vault = await import('@habeas/vault');`),
        file('libs/vault/src/a.ts', `import { b } from '@habeas/vault';`),
        file('libs/attic/src/box.ts', `import { Right } from '@habeas/domain';`),
        file('apps/api/src/main.ts', `import { Vault } from '@habeas/vault';`),
      ],
    }),
    findings: [
      'libs/domain/src/plan.ts:1: libs/domain may not import vault',
      'libs/domain/src/law.ts:1: libs/domain may not import vault',
      'libs/domain/src/clock.ts:1: libs/domain may not import vault',
      'libs/vault/src/a.ts:1: libs/vault imports itself by name; use a relative path',
      'libs/attic/src/box.ts:1: libs/attic has no row in the import table',
    ],
  },
  'the import table has no cycle': {
    house: house({ map: TABLE.replace('| nothing | `temp', '| `vault` | `temp') }),
    findings: ['import table: libs/domain -> libs/vault -> libs/domain'],
  },
  'other libs are imported by name alone, through their index': {
    house: house({
      files: [
        file('libs/vault/src/a.ts', `import { plan } from '@habeas/domain/src/plan.js';`),
        file('libs/vault/src/b.ts', `export { plan } from '../../domain/src/plan.js';`),
        file('libs/vault/src/c.ts', `import { plan } from '@habeas/domain';`),
      ],
    }),
    findings: [
      'libs/vault/src/a.ts:1: @habeas/domain/src/plan.js goes past the index',
      'libs/vault/src/b.ts:1: ../../domain/src/plan.js goes past the index of libs/domain',
    ],
  },
  'nothing imports an app, and systems do not import each other': {
    house: house({
      files: [
        file('apps/cli/src/demo.ts', `import { AppModule } from '../../api/src/app.module.js';`),
        file('libs/vault/src/a.ts', `import { main } from '../../../apps/cli/src/main.js';`),
        file('apps/connectors/accounts/main.ts', `import { a } from '../marketing/store.js';`),
        file('apps/connectors/accounts/seed.ts', `import { person } from '../people/person.js';`),
        file('apps/connectors/marketing/main.ts', `import { store } from './store.js';`),
      ],
    }),
    findings: [
      'apps/cli/src/demo.ts:1: apps/cli imports apps/api',
      'libs/vault/src/a.ts:1: libs/vault imports apps/cli',
      'apps/connectors/accounts/main.ts:1: apps/connectors/accounts imports apps/connectors/marketing',
    ],
  },
  'libs that name their packages use no others': {
    house: house({
      map: TABLE,
      files: [
        file('libs/domain/src/a.ts', `import { readFileSync } from 'node:fs';`),
        file('libs/domain/src/b.ts', `import { Injectable } from '@nestjs/common';`),
        file('libs/domain/src/c.ts', `import { Temporal } from 'temporal-polyfill';`),
      ],
    }),
    findings: [
      'libs/domain/src/a.ts:1: libs/domain may not use node:fs',
      'libs/domain/src/b.ts:1: libs/domain may not use @nestjs/common',
    ],
  },
  'no file imports itself in a circle': {
    house: house({
      files: [
        file('libs/domain/src/a.ts', `import { b } from './b.js';`),
        file('libs/domain/src/b.ts', `import { type T, c } from './c.js';`),
        file('libs/domain/src/c.ts', `export { a } from './a.js';`),
        file('libs/domain/src/d.ts', `import type { E } from './e.js';`),
        file('libs/domain/src/e.ts', `import { type D } from './d.js';`),
      ],
    }),
    findings: [
      'libs/domain/src/a.ts -> libs/domain/src/b.ts -> libs/domain/src/c.ts -> libs/domain/src/a.ts',
    ],
  },
  'job data is ids': {
    house: house({
      files: [
        file(
          'libs/messaging/src/jobs.ts',
          'export interface Advance { requestId: string }',
          'export interface Mail { requestId: string; email: string }',
          'export type Due = { id: string; taskId: number };',
          'export interface Loose { [key: string]: string }',
        ),
      ],
    }),
    findings: [
      'libs/messaging/src/jobs.ts:2: email is not an id',
      'libs/messaging/src/jobs.ts:3: taskId is not an id',
      'libs/messaging/src/jobs.ts:4: [key: string]: string is not an id',
    ],
  },
  'an index exports by name': {
    house: house({
      files: [
        file(
          'libs/vault/src/index.ts',
          `export { Vault } from './vault.js';`,
          `export * from './key.js';`,
          `export * as blobs from './blobs.js';`,
        ),
      ],
    }),
    findings: ['libs/vault/src/index.ts:2: export *', 'libs/vault/src/index.ts:3: export *'],
  },
  'no folder or file has a name that says nothing': {
    house: house({
      files: [
        file('libs/vault/src/utils/hex.ts'),
        file('apps/api/src/date-helpers.ts'),
        file('libs/core/src/index.ts'),
        file('libs/domain/src/score.ts'),
      ],
    }),
    findings: [
      'libs/vault/src/utils/hex.ts: "utils"',
      'apps/api/src/date-helpers.ts: "helpers"',
      'libs/core/src/index.ts: "core"',
    ],
  },
  'no type is named after its role': {
    house: house({
      files: [
        file(
          'libs/vault/src/vault.ts',
          'interface IVault {}',
          'class VaultImpl {}',
          'class BaseVault {}',
          'class Vault {}',
          'interface Identifier {}',
        ),
      ],
    }),
    findings: [1, 2, 3].map((line) => `libs/vault/src/vault.ts:${line}: name it after what it is`),
  },
  'files are short': {
    house: house({
      files: [
        file('libs/domain/src/plan.ts', ...longBody),
        file('libs/domain/src/plan.spec.ts', ...longBody),
      ],
    }),
    findings: ['libs/domain/src/plan.ts: 301 lines, at most 300'],
  },
  'functions are short': {
    house: house({
      files: [
        file(
          'libs/domain/src/plan.ts',
          'class Plan {',
          'make() {',
          ...longBody.slice(0, 59),
          '} }',
        ),
        file('libs/domain/src/law.ts', 'const f = () => {', ...longBody.slice(0, 58), '};'),
      ],
    }),
    findings: ['libs/domain/src/plan.ts:2: a function of 61 lines'],
  },
  'libs/config alone reads the environment': {
    house: house({
      files: [
        file('apps/api/src/main.ts', 'const port = process.env.PORT;'),
        file('libs/config/src/load-config.ts', 'const env = process.env;'),
        file('apps/connectors/accounts/main.ts', 'const port = process.env.PORT;'),
      ],
    }),
    findings: ['apps/api/src/main.ts:1: process.env'],
  },
  'no flows of BullMQ: they would be a second truth': {
    house: house({
      files: [file('apps/worker/src/a.ts', `import { FlowProducer as Flows } from 'bullmq';`)],
    }),
    findings: ['apps/worker/src/a.ts:1: FlowProducer'],
  },
  'no NOTIFY or LISTEN in our SQL: it takes a lock at each commit': {
    house: house({
      files: [
        file(
          'libs/messaging/src/outbox.ts',
          `await tx.query('NOTIFY outbox');`,
          'await tx.query(`SELECT pg_notify($1, $2)`);',
          '// NOTIFY waits for a lock.',
        ),
      ],
    }),
    findings: [1, 2].map((line) => `libs/messaging/src/outbox.ts:${line}: NOTIFY or LISTEN`),
  },
  'libs/evidence alone writes evidence': {
    house: house({
      files: [
        file('libs/requests/src/a.ts', 'const sql = `INSERT INTO evidence_entries (n)`;'),
        file('libs/evidence/src/a.ts', 'const sql = `INSERT INTO evidence_entries (n)`;'),
        file('libs/requests/src/b.ts', 'const sql = `SELECT n FROM evidence_entries`;'),
      ],
    }),
    findings: ['libs/requests/src/a.ts:1: a write to evidence_entries'],
  },
  'nothing is left to do': {
    house: house({ files: [file('libs/vault/src/a.ts', 'const a = 1;', '// TODO: more')] }),
    findings: ['libs/vault/src/a.ts:2: TODO'],
  },
  'the code map names exactly the apps and libs that exist': {
    house: house({
      map: '## Code map\n- `libs/domain`: a\n- `libs/ghost`: b\n- `libs/domain`: c\n## Next\n- `x`',
      units: ['libs/domain', 'apps/api'],
    }),
    findings: [
      'the code map lacks apps/api',
      'the code map: no libs/ghost',
      'the code map names libs/domain twice',
    ],
  },
  'the import table names exactly the apps and libs that exist': {
    house: house({ map: TABLE, units: ['libs/domain', 'libs/vault', 'apps/api', 'libs/new'] }),
    findings: ['the import table lacks libs/new', 'the import table: no apps/connectors'],
  },
  'the page names no file that does not exist': {
    house: house({
      map: 'Read `libs/domain/src/plan.ts`, then `libs/domain/src/gone.ts`; `right.ts` is no path.',
      exists: (path) => !path.includes('gone'),
    }),
    findings: ['ARCHITECTURE.md: no libs/domain/src/gone.ts'],
  },
  'every dependency is there for a reason': {
    house: house({
      map: '## Dependencies\n| `@nestjs/*`, `pg` | a |\n| `left-pad` | b |\n',
      dependencies: ['@nestjs/core', 'pg', 'lodash'],
    }),
    findings: [
      'ARCHITECTURE.md gives no reason for lodash',
      'ARCHITECTURE.md: left-pad is no dependency',
    ],
  },
  'every error code is used': {
    house: house({
      files: [
        file(
          'libs/domain/src/errors.ts',
          'export const ERRORS = { not_found: { status: 404 }, dead: { status: 410 } } as const;',
        ),
        file('apps/api/src/a.ts', `throw new HabeasError('not_found', 'x'); // dead`),
        file('apps/api/src/a.spec.ts', `expect(code).toBe('dead');`),
      ],
    }),
    findings: ['libs/domain/src/errors.ts: dead is used nowhere'],
  },
  'released migrations never change': {
    house: house({
      released: [
        '# comment',
        '9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0  m/0001_a.sql',
        '9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0  m/0002_b.sql',
        '9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0  m/0003_c.sql',
      ].join('\n'),
      migrations: [file('m/0001_a.sql', 'aaa'), file('m/0002_b.sql', 'bbb')],
    }),
    findings: ['0002_b.sql was released and has changed', 'm/0003_c.sql was released and is gone'],
  },
  'no build output is tracked': {
    house: house({
      tracked: ['dist/apps/cli/src/main.js', 'libs/vault/src/vault.js.map', '.env', '.env.example'],
    }),
    findings: ['dist/apps/cli/src/main.js', 'libs/vault/src/vault.js.map', '.env'].map(
      (path) => `${path} is tracked`,
    ),
  },
};
