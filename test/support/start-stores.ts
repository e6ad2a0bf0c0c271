import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Where the process of the stores waits to be stopped. */
const STORES = Symbol.for('habeas.test.stores');

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Starts PostgreSQL and Redis once for a run of Jest and passes their addresses to the test files by
 * the environment. Jest loads this file outside its module mapping, so the work is done by a process
 * of its own, which stops the stores when its input ends: also when Jest is killed.
 */
export default async function startStores(): Promise<void> {
  if (STORES in globalThis) return;
  const args = ['--import', path('./typescript.js'), path('./stores/main.ts')];
  const stores = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  Object.assign(globalThis, { [STORES]: stores });
  Object.assign(process.env, JSON.parse(await firstLine(stores)));
}

async function firstLine(stores: ChildProcess): Promise<string> {
  const lines = createInterface({ input: stores.stdout as NodeJS.ReadableStream });
  const failed = once(stores, 'exit').then(() => {
    throw new Error('The stores for the tests did not start; what they said stands above.');
  });
  const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string];
  return line;
}
