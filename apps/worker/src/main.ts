import { loadConfig } from '@habeas/config';
import { createWorker } from './create-worker.js';

const worker = await createWorker(loadConfig());
worker.enableShutdownHooks();
process.stdout.write(`${JSON.stringify({ working: true })}\n`);
