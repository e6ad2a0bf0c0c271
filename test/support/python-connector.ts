import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { PublicJwk } from '@habeas/connector-sdk';

const PROGRAM = resolve('test/conformance/python-connector/connector.py');

/** What the connector needs and this machine lacks. */
export const missingForPython = ['python3', 'openssl'].filter(
  (program) => spawnSync(program, [program === 'python3' ? '--version' : 'version']).status !== 0,
);

/** The Python connector as a program of its own, with these people on its list. */
export async function startPythonConnector(options: {
  folder: string;
  habeasKey: PublicJwk;
  people: string[];
  slug?: string;
}) {
  const { folder, habeasKey, people, slug = 'mailing-list' } = options;
  const habeas = join(folder, 'habeas.jwk.json');
  await writeFile(habeas, JSON.stringify(habeasKey));
  const files = ['--database', join(folder, 'list.db'), '--key', join(folder, 'key.pem')];
  const args = [PROGRAM, ...files, '--habeas', habeas, '--slug', slug, '--add', ...people];
  const child = spawn('python3', ['-B', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended,
  ])) as [unknown];
  if (typeof line !== 'string') throw new Error(`The Python connector did not start: ${errors}`);
  const { listening: url } = JSON.parse(line) as { listening: string };
  return {
    url,
    database: join(folder, 'list.db'),
    errors: () => errors,
    close: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
