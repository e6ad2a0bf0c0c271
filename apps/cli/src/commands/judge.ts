import type { Command } from 'commander';
import { BALANCE_GROUNDS } from '@habeas/domain';
import { REVIEW_OUTCOMES } from '@habeas/requests';
import { CliFailure, EXIT } from '../exit.js';
import { decide, type Given } from './decide.js';
import { textOf } from './plan-manifests.js';

interface Judged extends Given {
  seal: string;
  statement?: string;
  statementFile?: string;
}

/** What only a person can judge, each one call of the API. */
export function judgeCommands(program: Command): void {
  const request = program.commands.find((one) => one.name() === 'request');
  if (!request) throw new Error('the request commands come first');
  const judging = (name: string, about: string) =>
    request
      .command(`${name} <request>`)
      .description(about)
      .requiredOption('--seal <seal>', 'as habeas request show prints it')
      .option('--statement <text>', 'the reasons; the person gets them with the answer')
      .option('--statement-file <file>', 'the same, from a file')
      .option('--exercise <id>', 'when several fit')
      .option('--json', 'print JSON');
  judging('balance', 'Decide about an objection: uphold it, or refuse it on a ground')
    .option('--refuse <ground>', BALANCE_GROUNDS.join(', '))
    .action((id: string, given: Judged & { refuse?: string }) => {
      const { refuse: ground } = given;
      const decision = ground ? { decision: 'refused', ground } : { decision: 'upheld' };
      return decide({ id, noun: 'balance' }, { ...decision, ...judged(given) }, given);
    });
  judging('review', 'Record what came of looking at an automated decision again')
    .requiredOption('--outcome <outcome>', REVIEW_OUTCOMES.join(', '))
    .action((id: string, given: Judged & { outcome: string }) =>
      decide({ id, noun: 'review' }, { outcome: given.outcome, ...judged(given) }, given),
    );
  request
    .command('replan <request>')
    .description('Put the plan up anew, under what is in force now; former approvals are void')
    .option('--exercise <id>', 'when several fit')
    .option('--json', 'print JSON')
    .action((id: string, given: Given) => decide({ id, noun: 'replanning' }, named(given), given));
}

const named = ({ exercise }: Given) => (exercise ? { exercise } : {});

const judged = (given: Judged) => ({
  seal: given.seal,
  statement: statementOf(given),
  ...named(given),
});

function statementOf({ statement, statementFile }: Judged): string {
  if (statement !== undefined && statementFile === undefined) return statement;
  if (statement === undefined && statementFile !== undefined) return textOf(statementFile).trim();
  const detail = 'Give the reasons, either as --statement or as --statement-file.';
  throw new CliFailure(EXIT.usage, detail);
}
