import { createPublicKey } from 'node:crypto';
import type { Manifest } from '../protocol.js';
import { parseManifest } from '../schema.js';
import { isObject } from '../shape.js';
import { enterManifestFaults, readObject } from './documents.js';
import { answerOf, type Probe } from './probe.js';
import { mustRefuse } from './refusals.js';

const SLOWEST_SECONDS = 600;

/**
 * Reads and judges the manifest. Undefined when nothing more can be asked: it was refused, or has no
 * key to check answers by.
 */
export async function checkManifest(probe: Probe): Promise<Manifest | undefined> {
  const { ledger } = probe;
  const answered = await answerOf(probe.patiently('/manifest'));
  if (!answered) return stop(probe, 'C-PRB-1', 'no answer to GET /manifest');
  if (answered.status === 401) {
    const { kid } = probe.key.jwk;
    return stop(probe, 'C-KEY-2', `GET /manifest was refused (401): is the key ${kid} pinned?`);
  }
  if (answered.status !== 200) {
    return stop(probe, 'C-HTTP-1', `GET /manifest was answered ${answered.status}`);
  }
  const parsed = parseManifest(answered.body);
  if (!parsed.ok) enterManifestFaults(ledger, parsed.faults);
  const manifest = usable(readObject(answered.body));
  if (!manifest)
    return stop(probe, 'C-KEY-1', 'the manifest has no Ed25519 key to check answers by');
  if (parsed.ok) {
    ledger.keep('C-HTTP-1', 'C-KEY-1', 'C-MAN-1', 'C-MAN-2', 'C-MAN-3', 'C-MAN-4', 'C-MAN-6');
    checkParts(probe, manifest);
  }
  probe.timeoutMs = Math.min(manifest.limits.timeoutSeconds, SLOWEST_SECONDS) * 1000;
  probe.manifest = manifest;
  return manifest;
}

/** What can be seen of the other addresses, and of the manifest's own headers. */
export async function checkAddresses(probe: Probe): Promise<void> {
  const { ledger } = probe;
  await answerOf(probe.call('/manifest'));
  const health = await answerOf(probe.send('/health', { unsigned: true }));
  const well = health?.status === 200 && readObject(health.body)?.['status'] === 'ok';
  const seen = `GET /health, unsigned: ${health?.status ?? 'no answer'}, not {"status":"ok"}`;
  ledger.expect('C-HTTP-6', { holds: well, seen });
  await mustRefuse(probe, {
    clause: 'C-HTTP-1',
    path: '/habeas-check-no-such-address',
    call: {},
    codes: ['route_unknown'],
    what: 'GET of an address that is not of the protocol',
  });
}

function stop(probe: Probe, ...[clause, seen]: Parameters<Probe['ledger']['breach']>): undefined {
  probe.ledger.breach(clause, seen);
  return undefined;
}

function checkParts({ ledger }: Probe, { categories }: Manifest): void {
  ledger.leave('no category of the manifest has parts', 'C-MAN-5');
  for (const { id, datasets, parts = [] } of categories) {
    for (const { name, dataset } of parts) {
      const seen = `the part ${name} of ${id} lies in ${dataset}, which is no data set of it`;
      ledger.expect('C-MAN-5', { holds: datasets.includes(dataset), seen });
    }
  }
}

/** The manifest with something in every place, so that a fault of one does not hide the others. */
function usable(found: Record<string, unknown> | undefined): Manifest | undefined {
  if (!found || !isObject(found['publicKey']) || !isKey(found['publicKey']['x'])) return undefined;
  const list = (name: string) => (Array.isArray(found[name]) ? (found[name] as unknown[]) : []);
  const limits = { concurrency: 1, pageSize: 10_000, timeoutSeconds: 60, worstCaseHours: 24 };
  const texts = (name: string) => list(name).filter((one) => typeof one === 'string');
  return {
    ...(found as unknown as Manifest),
    actions: isObject(found['actions']) ? found['actions'] : {},
    accepts: texts('accepts'),
    returns: texts('returns'),
    categories: (list('categories') as Manifest['categories']).filter(
      (one) => isObject(one) && Array.isArray(one.datasets),
    ),
    limits: { ...limits, ...sensible(found['limits']) },
  };
}

function sensible(limits: unknown): Partial<Manifest['limits']> {
  if (!isObject(limits)) return {};
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => Number(value) > 0));
}

function isKey(x: unknown): boolean {
  try {
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: String(x) }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
