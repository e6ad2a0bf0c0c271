import { runProgram } from '../program.js';
import { TELEMETRY_MANIFEST } from './manifest.js';
import { seedTelemetry } from './seed.js';
import { startTelemetry } from './telemetry.js';

await runProgram({
  name: 'telemetry',
  manifest: TELEMETRY_MANIFEST,
  start: startTelemetry,
  seed: seedTelemetry,
});
