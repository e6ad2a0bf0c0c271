import { startSystem, type RunningSystem, type SystemOptions } from '../system.js';
import { loadSecret } from '../secret.js';
import { Blocklist } from './blocklist.js';
import { telemetryHandlers } from './handlers.js';
import { ingest, type Ingested, type Report } from './ingest.js';
import { ingestRoute } from './ingest-route.js';
import { TELEMETRY_MANIFEST } from './manifest.js';

export interface RunningTelemetry extends RunningSystem {
  /** Takes a device's report, as `POST /ingest` does. */
  ingest(report: Report): Promise<Ingested>;
}

/** The block list's secret lies beside the connector's key: `<keyFile>.blocklist`. */
export async function startTelemetry(options: SystemOptions): Promise<RunningTelemetry> {
  const blocklist = new Blocklist(await loadSecret(`${options.keyFile}.blocklist`));
  const running = await startSystem(options, (store) => ({
    manifest: TELEMETRY_MANIFEST,
    handlers: telemetryHandlers(blocklist),
    routes: { 'POST /ingest': ingestRoute((report) => ingest({ store, blocklist }, report)) },
  }));
  const { store } = running;
  return { ...running, ingest: (report) => ingest({ store, blocklist }, report) };
}
