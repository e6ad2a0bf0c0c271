import type { ConnectorDefinition } from './definition.js';
import { connectorLog, type Log } from './log.js';
import { PROTOCOL, PROTOCOL_ACTIONS, type Manifest } from './protocol.js';
import { parseManifest } from './schema.js';
import { Slots } from './slots.js';

/** What the parts of one connector have in common. */
export interface Runtime<Session> {
  definition: ConnectorDefinition<Session>;
  manifest: Manifest;
  now: () => Date;
  log: Log;
  /** One per handler call that the manifest's `concurrency` allows. */
  slots: Slots;
  /** Aborted when the connector closes. */
  closing: AbortSignal;
  /** Wait before attempt `attempt` (from 1), in milliseconds. */
  retryDelayMs: (attempt: number) => number;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 600_000;

/** Checks a definition; throws with every fault of the manifest, or the handlers that miss. */
export function createRuntime<Session>(
  definition: ConnectorDefinition<Session>,
  closing: AbortSignal,
): Runtime<Session> {
  const publicKey = definition.keys.jwk;
  const parsed = parseManifest({ ...definition.manifest, protocol: PROTOCOL, publicKey });
  if (!parsed.ok) {
    const faults = parsed.faults.map(({ path, detail }) => `${path || '/'} ${detail}`);
    throw new Error(`The manifest is wrong: ${faults.join('; ')}`);
  }
  const manifest = parsed.value;
  refuseMissingHandlers(definition, manifest);
  const now = definition.now ?? (() => new Date());
  return {
    definition,
    manifest,
    now,
    log: connectorLog({ write: definition.log, slug: manifest.slug, now }),
    slots: new Slots(manifest.limits.concurrency),
    closing,
    retryDelayMs: definition.retryDelayMs ?? backoffWithJitter,
  };
}

function refuseMissingHandlers<Session>(
  { handlers }: ConnectorDefinition<Session>,
  manifest: Manifest,
): void {
  const one = PROTOCOL_ACTIONS.filter(
    (action) => Object.hasOwn(manifest.actions, action) !== (handlers[action] !== undefined),
  );
  if (one.length > 0) {
    throw new Error(`The manifest and the handlers disagree about: ${one.join(', ')}`);
  }
}

function backoffWithJitter(attempt: number): number {
  const full = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** (attempt - 1));
  return full / 2 + Math.random() * (full / 2);
}
