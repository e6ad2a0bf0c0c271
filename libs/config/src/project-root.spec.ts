import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProjectRoot, projectRoot } from './project-root.js';

describe('the project root', () => {
  test('is the folder with the libraries', () => {
    expect(existsSync(join(projectRoot, 'libs/config/src/project-root.ts'))).toBe(true);
  });

  test('is found from the compiled files, past the package of a library', () => {
    const root = mkdtempSync(join(tmpdir(), 'habeas-root-'));
    const library = join(root, 'dist/libs/connector-sdk');
    mkdirSync(join(library, 'src'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{"name":"habeas"}');
    writeFileSync(join(library, 'package.json'), '{"name":"@habeas/connector-sdk"}');
    expect(findProjectRoot(join(library, 'src'))).toBe(root);
  });

  test('is not guessed', () => {
    expect(() => findProjectRoot(tmpdir())).toThrow('No package.json of habeas');
  });
});
