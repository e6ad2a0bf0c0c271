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
    .description('Check the chain of a request and the receipts of its connectors, here')
    .option('--json', 'print one JSON document')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const path = `/v1/requests/${encodeURIComponent(id)}/evidence`;
      const verdict = await verifyEvidence(await client().get<OpenedChain>(path));
      if (json) printJson(verdict);
      else show(verdict);
      if (verdict.state === 'broken') throw new CliFailure(EXIT.no, 'The evidence does not hold.');
    });
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
  if (state === 'open') print('The request is not closed yet, so more may follow.');
}
