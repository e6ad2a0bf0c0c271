import { runProgram } from '../program.js';
import { seedTelemetry } from './seed.js';
import { startTelemetry } from './telemetry.js';

await runProgram({ name: 'telemetry', start: startTelemetry, seed: seedTelemetry });
