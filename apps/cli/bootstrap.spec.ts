import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bootstrap = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));

describe('the bootstrap', () => {
  it.each([[[]], [['nonsense']], [['toString']]])('names its targets when given %j', (args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap, ...args], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Name a target: demo, serve, habeas, test/);
  });
});
