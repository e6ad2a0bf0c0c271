import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const STORES = Symbol.for('habeas.test.stores');

/** Stops what `start-stores` started, once. */
export default async function stopStores(): Promise<void> {
  const globals = globalThis as { [STORES]?: ChildProcess };
  const stores = globals[STORES];
  delete globals[STORES];
  if (stores === undefined || stores.exitCode !== null) return;
  const ended = once(stores, 'exit');
  stores.stdin?.end();
  await ended;
}
