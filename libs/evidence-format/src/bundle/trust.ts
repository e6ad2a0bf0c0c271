/** What an auditor brings along, got from somewhere other than the bundle. */
import { openLeafReceipt, type LeafReceipt } from '../log/leaf-receipt.js';
import { decodeUtf8, Malformed } from '../log/text-lines.js';
import { parseVerifierKey, type VerifierKey } from '../log/verifier-key.js';
import { parseWitnessPolicy, type WitnessPolicy } from '../log/witness-policy.js';
import type { BundleFiles } from './bundle-files.js';

/**
 * `log.vkey`        keys of the log, one a line (https://c2sp.org/signed-note#verifier-keys)
 * `statement.vkey`  keys under which statements are signed, the same way
 * `policy`          if there: which witnesses must have cosigned (https://c2sp.org/tlog-policy)
 * `tsa-chain.pem`   if there: the root certificates of timestamps, which are then asked for
 * `intake.tlog-proof`  if there: the person's own receipt; see openLeafReceipt
 */
export interface Trust {
  logKeys: VerifierKey[];
  statementKeys: VerifierKey[];
  policy?: WitnessPolicy;
  /** Certificates in PEM. */
  tsaChain?: string;
  intake?: LeafReceipt;
}

/** Throws Malformed, naming the file. */
export function parseTrust(files: BundleFiles): Trust {
  const [policy, tsaChain] = [files.get('policy'), files.get('tsa-chain.pem')];
  const [logKeys, intake] = [keysIn(files, 'log.vkey'), files.get('intake.tlog-proof')];
  return {
    logKeys,
    statementKeys: keysIn(files, 'statement.vkey'),
    ...(policy ? { policy: parseWitnessPolicy(decodeUtf8(policy)) } : {}),
    ...(tsaChain ? { tsaChain: decodeUtf8(tsaChain) } : {}),
    ...(intake ? { intake: openLeafReceipt(decodeUtf8(intake), logKeys) } : {}),
  };
}

function keysIn(files: BundleFiles, name: string): VerifierKey[] {
  const bytes = files.get(name);
  if (!bytes) throw new Malformed(`The trust folder lacks ${name}`);
  const lines = decodeUtf8(bytes).split('\n').filter(Boolean);
  if (lines.length === 0) throw new Malformed(`${name} of the trust folder has no key`);
  return lines.map((line) => {
    try {
      return parseVerifierKey(line);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new Malformed(`${name} of the trust folder: ${error.message}`);
    }
  });
}
