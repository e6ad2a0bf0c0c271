import { CliFailure, EXIT } from '../exit.js';
import type { Child } from './child.js';

/** Waits for SIGINT or SIGTERM; throws when a process of the installation ends before that. */
export async function untilSignal(processes: Child[]): Promise<void> {
  const signal = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const death = Promise.race(
    processes.map(async ({ name, ended }) => {
      const code = await ended;
      throw new CliFailure(EXIT.unreachable, `${name} ended by itself (code ${code ?? 'none'}).`);
    }),
  );
  await Promise.race([signal, death]);
}
