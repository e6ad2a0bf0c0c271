import { runProgram } from '../program.js';
import { startMarketing } from './marketing.js';
import { MARKETING_MANIFEST } from './manifest.js';
import { seedMarketing } from './seed.js';

await runProgram({
  name: 'marketing',
  manifest: MARKETING_MANIFEST,
  start: startMarketing,
  seed: seedMarketing,
});
