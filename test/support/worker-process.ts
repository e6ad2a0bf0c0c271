import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { environmentOf, projectRoot, type Config } from '@habeas/config';

/** A worker in a process of its own, which can die as processes do. */
export interface WorkerProcess {
  /** kill -9: nothing is handed over, nothing is closed. */
  kill(): Promise<void>;
  /** SIGTERM: what runs is finished or handed over. */
  terminate(): Promise<void>;
}

/** Starts the compiled worker and waits until it works. */
export async function startWorkerProcess(config: Config): Promise<WorkerProcess> {
  const script = join(projectRoot, 'dist/apps/worker/src/main.js');
  const child = spawn(process.execPath, [script], {
    env: environmentOf(config),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await working(child);
  return {
    kill: () => ended(child, 'SIGKILL'),
    terminate: () => ended(child, 'SIGTERM'),
  };
}

async function working(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('the worker has no output');
  const early = once(child, 'exit').then(([code]) => {
    throw new Error(`the worker ended with ${String(code)} before it worked`);
  });
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line === '{"working":true}') resolve();
    });
  });
  await Promise.race([ready, early]);
  early.catch(() => undefined);
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
