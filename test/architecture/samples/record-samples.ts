import { file, house, TABLE, type Sample } from './sample.js';

export const RECORD_SAMPLES: Record<string, Sample> = {
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
