import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A server for the tests, and how to be rid of it. */
export interface Store {
  url: string;
  stop(): Promise<unknown>;
}

/** A store that was given by address is not ours to stop. */
export const given = (url: string): Store => ({ url, stop: () => Promise.resolve() });

const DOCKER_ANSWERS_WITHIN_MS = 5_000;
let docker: Promise<boolean> | undefined;

/** Whether a Docker engine answers; asked once. */
export function hasDocker(): Promise<boolean> {
  docker ??= promisify(execFile)('docker', ['info'], { timeout: DOCKER_ANSWERS_WITHIN_MS })
    .then(() => true)
    .catch(() => false);
  return docker;
}

/** Starts in Docker when there is one; an image that cannot be had leaves the choice to the next. */
export async function inDocker(
  name: string,
  start: () => Promise<Store>,
): Promise<Store | undefined> {
  if (!(await hasDocker())) return undefined;
  try {
    return await start();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${name} does not start in Docker (${reason}); going on without it.\n`);
    return undefined;
  }
}
