import type { SigningKey } from '../keys.js';
import type { Identifier } from '../protocol.js';
import { checkChanges } from './change-checks.js';
import { checkErasure, checkRestriction, checkVerification } from './effect-checks.js';
import type { Examination } from './examination.js';
import { checkExport } from './export-checks.js';
import { checkGate } from './gate-checks.js';
import { Inbox } from './inbox.js';
import { Ledger, type ConformanceReport } from './ledger.js';
import { checkLocate } from './locate-checks.js';
import { checkAddresses, checkManifest } from './manifest-checks.js';
import { checkRefusals, checkRepeats } from './order-checks.js';
import { exchange, NoAnswer } from './exchange.js';
import { Probe } from './probe.js';
import { checkReports } from './report-checks.js';

export interface ConformanceOptions {
  /** The connector's base address, without a trailing slash. */
  url: string;
  /** The key that the connector has pinned: this check calls as Habeas. */
  key: SigningKey;
  /** Somebody who is known to the system and whom nothing happens to that lasts. */
  subject: Identifier;
  /** People who are known to the system and are erased by this check. */
  disposables: Identifier[];
  /** Where reports of accepted tasks are awaited; a free port of 127.0.0.1 when left out. */
  callback?: { host: string; port: number };
  /** How long the report of an accepted task is awaited; 60 when left out. */
  patienceSeconds?: number;
  /** Hears what is being looked at. */
  progress?: (line: string) => void;
}

/** Nothing answers at the connector's address; `message` is the reason of the network. */
export class ConnectorUnreachable extends Error {}

const REACH_MS = 10_000;

const STEPS: { what: string; run: (exam: Examination) => Promise<void> }[] = [
  { what: 'who gets in', run: checkGate },
  { what: 'what is refused', run: checkRefusals },
  { what: 'locating', run: checkLocate },
  { what: 'exporting', run: checkExport },
  { what: 'repeats', run: checkRepeats },
  { what: 'restricting and releasing', run: checkRestriction },
  { what: 'verifying', run: checkVerification },
  { what: 'correcting, withholding, suppressing', run: checkChanges },
  { what: 'erasing', run: checkErasure },
];

/**
 * Runs the conformance suite of PROTOCOL.md against a connector in whatever language. Needs nothing
 * but the network. Rejects with `ConnectorUnreachable` when nothing answers at all.
 */
export async function checkConnector(options: ConformanceOptions): Promise<ConformanceReport> {
  const { url, key, callback = { host: '127.0.0.1', port: 0 } } = options;
  await reach(url);
  const inbox = new Inbox();
  const address = await inbox.open(callback);
  const ledger = new Ledger();
  try {
    await examine({ probe: new Probe(url, key, ledger, address), ledger, inbox }, options);
  } finally {
    await inbox.close();
  }
  return ledger.report();
}

async function examine(
  { probe, ledger, inbox }: Pick<Examination, 'probe' | 'ledger' | 'inbox'>,
  options: ConformanceOptions,
): Promise<void> {
  const { subject, disposables, patienceSeconds = 60, progress = () => undefined } = options;
  progress('the manifest');
  probe.personal = [subject, ...disposables].map(({ value }) => value);
  const manifest = await checkManifest(probe);
  if (!manifest) return;
  await checkAddresses(probe);
  const patienceMs = patienceSeconds * 1000;
  const exam = { probe, ledger, inbox, manifest, subject, disposables, patienceMs };
  progress('reports');
  const atTheEnd = await checkReports(exam);
  for (const { what, run } of STEPS) {
    progress(what);
    await run(exam);
  }
  atTheEnd();
}

async function reach(url: string): Promise<void> {
  try {
    await exchange(`${url}/health`, { method: 'GET', headers: {} }, REACH_MS);
  } catch (error) {
    if (error instanceof NoAnswer) throw new ConnectorUnreachable(error.message);
    throw error;
  }
}
