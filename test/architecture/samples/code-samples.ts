import { file, house, type Sample } from './sample.js';

const longBody = Array.from({ length: 301 }, (_, line) => `const x${line} = ${line};`);

export const CODE_SAMPLES: Record<string, Sample> = {
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
};
