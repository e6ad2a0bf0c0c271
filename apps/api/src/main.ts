import { ConfigProblems, loadConfig } from '@habeas/config';
import { HabeasError } from '@habeas/domain';

import { createApi, listen } from './create-api.js';

/** Starts the API; whoever started this process reads its address from standard output. */
async function main(): Promise<void> {
  const config = loadConfig();
  const app = await createApi(config);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  const url = await listen(app, config);
  process.stdout.write(`${JSON.stringify({ listening: url })}\n`);
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
