import type { Command } from 'commander';
import {
  verifyChain,
  verifyReceipts,
  type Finding,
  type OpenedChain,
} from '@habeas/evidence-format';
import { CliFailure, EXIT } from '../exit.js';
import { print, printJson } from '../output.js';
import { client } from './client.js';
import { showBundle } from './verify-bundle.js';

export interface EvidenceVerdict {
  state: 'complete' | 'open' | 'broken';
  entries: number;
  receipts: number;
  findings: Finding[];
}

export function evidenceCommands(program: Command): void {
  const evidence = program.command('evidence').description('Proof of what was done');
  evidence
    .command('verify <request>')
    .description(
      'Check the chain of a request and the receipts of its connectors, here; "installation" for ' +
        'what concerns no single request. With --trust: check a bundle, a file or folder, offline',
    )
    .option('--trust <folder>', 'what you pin: log.vkey, statement.vkey, policy, tsa-chain.pem')
    .option('--json', 'print one JSON document')
    .action((id: string, { trust, json }: { trust?: string; json?: boolean }) => {
      const asJson = json ? { json } : {};
      return trust === undefined
        ? showVerdict(`/v1/${chainOf(id)}/evidence`, asJson)
        : showBundle(id, { trust, ...asJson });
    });
}

const chainOf = (id: string) => (id === 'installation' ? id : `requests/${encodeURIComponent(id)}`);

/** Fetches a chain, checks it here, and says what came of it. Throws when it does not hold. */
export async function showVerdict(path: string, { json }: { json?: boolean }): Promise<void> {
  const verdict = await verifyEvidence(await client().get<OpenedChain>(path));
  if (json) printJson(verdict);
  else show(verdict);
  if (verdict.state === 'broken') throw new CliFailure(EXIT.no, 'The evidence does not hold.');
}

/** Checks everything that can be checked without the log's tree: chain, tags, receipts. */
export async function verifyEvidence(opened: OpenedChain): Promise<EvidenceVerdict> {
  const chain = verifyChain(opened);
  const receipts = await verifyReceipts(opened);
  const findings = [...chain.findings, ...receipts.findings];
  const state = findings.length > 0 ? 'broken' : chain.state;
  return { state, entries: chain.entries, receipts: receipts.receipts, findings };
}

function show({ state, entries, receipts, findings }: EvidenceVerdict): void {
  print(`${entries} entries, ${receipts} receipts: ${state}`);
  for (const { check, detail } of findings) print(`  ${check}: ${detail}`);
  if (state === 'open') print('The chain is not closed, so more may follow.');
}
