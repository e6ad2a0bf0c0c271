import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { envExample } from './env-example.js';
import { loadConfig } from './load-config.js';
import { projectRoot } from './project-root.js';

test('.env.example is what the settings make', () => {
  expect(readFileSync(join(projectRoot, '.env.example'), 'utf8')).toBe(envExample());
});

test('.env.example changes nothing as it stands', () => {
  expect(parseEnv(envExample())).toEqual({});
});

test('every example in it is accepted', () => {
  const uncommented = envExample().replaceAll(/^#(?=[A-Z])/gm, '');
  expect(() => loadConfig({ ...parseEnv(uncommented) })).not.toThrow();
});
