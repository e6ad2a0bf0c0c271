import { randomBytes } from 'node:crypto';
import type { Identifier, Manifest } from '../protocol.js';
import type { Inbox } from './inbox.js';
import type { Ledger } from './ledger.js';
import type { Probe } from './probe.js';

/** One run against one connector. */
export interface Examination {
  probe: Probe;
  ledger: Ledger;
  inbox: Inbox;
  manifest: Manifest;
  /** Somebody who is known to the system and stays. */
  subject: Identifier;
  /** People who are erased. */
  disposables: Identifier[];
  /** How long an accepted task may take before its report is missed. */
  patienceMs: number;
}

/** Somebody whom no system knows. */
export function stranger({ accepts }: Pick<Manifest, 'accepts'>): Identifier {
  const value = `nobody-${randomBytes(8).toString('hex')}@check.invalid`;
  return { type: accepts[0] ?? 'email', value };
}
