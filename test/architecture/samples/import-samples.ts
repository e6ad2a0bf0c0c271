import { file, house, TABLE, type Sample } from './sample.js';

export const IMPORT_SAMPLES: Record<string, Sample> = {
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
};
