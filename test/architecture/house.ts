import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT, foldersIn, readSources, readText, trackedPaths } from './source.js';
import type { SourceFile } from './source.js';

/** Everything that the checks judge, as plain data: so each can be shown a house that is wrong. */
export interface House {
  /** TypeScript of apps, libs and test. */
  files: SourceFile[];
  /** ARCHITECTURE.md. */
  map: string;
  /** `apps/<name>` and `libs/<name>` that exist. */
  units: string[];
  /** Paths that git tracks. */
  tracked: string[];
  /** True when the path exists, seen from the project's root. */
  exists(path: string): boolean;
  /** `<sha256>  <path>` of every released migration. */
  released: string;
  migrations: SourceFile[];
  /** Packages that package.json installs for use, not for development. */
  dependencies: string[];
}

/** A rule: `find` says where it is broken, one sentence per breach. */
export interface Check {
  rule: string;
  find(house: House): string[];
}

export const EMPTY_HOUSE: House = {
  files: [],
  map: '',
  units: [],
  tracked: [],
  exists: () => true,
  released: '',
  migrations: [],
  dependencies: [],
};

const MIGRATIONS = 'libs/database/migrations';

export function readHouse(): House {
  const packageFile = JSON.parse(readText('package.json')) as { dependencies: object };
  return {
    files: readSources('apps', 'libs', 'test'),
    map: readText('ARCHITECTURE.md'),
    units: ['apps', 'libs'].flatMap((root) => foldersIn(root).map((name) => `${root}/${name}`)),
    tracked: trackedPaths(),
    exists: (path) => existsSync(join(PROJECT_ROOT, path)),
    released: readText('test/architecture/migrations.sha256'),
    migrations: readdirSync(join(PROJECT_ROOT, MIGRATIONS)).map((name) => {
      const path = `${MIGRATIONS}/${name}`;
      return { path, text: readText(path) };
    }),
    dependencies: Object.keys(packageFile.dependencies),
  };
}
