import { runProgram } from '../program.js';
import { startMarketing } from './marketing.js';
import { seedMarketing } from './seed.js';

await runProgram({ name: 'marketing', start: startMarketing, seed: seedMarketing });
