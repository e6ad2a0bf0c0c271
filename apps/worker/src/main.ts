import { ConfigProblems, loadConfig } from '@habeas/config';
import { HabeasError } from '@habeas/domain';
import { createWorker } from './create-worker.js';

/** Starts the worker; whoever started this process reads from standard output that it works. */
async function main(): Promise<void> {
  const worker = await createWorker(loadConfig());
  worker.enableShutdownHooks();
  process.stdout.write(`${JSON.stringify({ working: true })}\n`);
}

try {
  await main();
} catch (error) {
  // What an operator can put right is told in a sentence; anything else is ours, with its stack.
  const foreseen = error instanceof HabeasError || error instanceof ConfigProblems;
  const text = error instanceof Error && !foreseen ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
