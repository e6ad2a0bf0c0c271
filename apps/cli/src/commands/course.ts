import type { Command } from 'commander';
import type { Redriven } from '@habeas/requests';
import { EXTENSION_REASONS, QUESTIONS, SKIP_REASONS } from '@habeas/requests';
import { print, printJson } from '../output.js';
import { client } from './client.js';
import { decide, type Given } from './decide.js';

interface Asked extends Given {
  askedAt?: string;
}

/** What changes the course of a request, and what becomes of tasks that failed. */
export function courseCommands(program: Command): void {
  const request = program.commands.find((one) => one.name() === 'request');
  if (!request) throw new Error('the request commands come first');
  const course = (name: string, about: string) =>
    request.command(`${name} <request>`).description(about).option('--json', 'print JSON');
  extendCommand(course);
  questionCommands(course);
  course('assign', 'Put a person in charge')
    .requiredOption('--principal <id>', 'the id of the principal')
    .action((id: string, given: Given & { principal: string }) =>
      decide({ id, noun: 'assignment' }, { principal: given.principal }, given),
    );
  course('retry', 'Try every failed task again; what ended well is not run again').action(retryAll);
  taskCommands(program);
}

type Course = (name: string, about: string) => Command;

function extendCommand(course: Course): void {
  course('extend', 'Record that the person was told of an extension; once, in the first period')
    .requiredOption('--reason <reason>', EXTENSION_REASONS.join(', '))
    .option('--notified-at <instant>', 'RFC 3339; now, when left out')
    .option('--exercise <id>', 'when several fit')
    .action((id: string, given: Given & { reason: string; notifiedAt?: string }) => {
      const notifiedAt = given.notifiedAt ?? new Date().toISOString();
      const body = { reason: given.reason, notifiedAt, ...named(given) };
      return decide({ id, noun: 'extension' }, body, given);
    });
}

function questionCommands(course: Course): void {
  course('ask-identity', 'Record that the person was asked who she is, on a reasonable doubt')
    .option('--asked-at <instant>', 'RFC 3339; now, when left out')
    .action((id: string, given: Asked) =>
      decide({ id, noun: 'identity-question' }, asked(given), given),
    );
  course('clarify', 'Record that the person was asked what she means')
    .requiredOption('--question <question>', QUESTIONS.join(', '))
    .option('--asked-at <instant>', 'RFC 3339; now, when left out')
    .option('--exercise <id>', 'when several fit')
    .action((id: string, given: Asked & { question: string }) => {
      const body = { question: given.question, ...asked(given), ...named(given) };
      return decide({ id, noun: 'clarification' }, body, given);
    });
  course('clarified', 'Record what the person answered')
    .option('--answered-at <instant>', 'RFC 3339; now, when left out')
    .option('--close-account <yes|no>', 'to close_account: whether the account ends too')
    .option('--exercise <id>', 'when several fit')
    .action((id: string, given: Given & { answeredAt?: string; closeAccount?: string }) => {
      const { answeredAt, closeAccount } = given;
      const parameters = closeAccount ? { closeAccount: closeAccount === 'yes' } : {};
      const body = { ...(answeredAt ? { answeredAt } : {}), ...parameters, ...named(given) };
      return decide({ id, noun: 'clarification/answer' }, body, given);
    });
}

function taskCommands(program: Command): void {
  const task = program.command('task').description('Tasks that failed');
  task
    .command('retry <task>')
    .description('Try one failed task again')
    .option('--json', 'print JSON')
    .action((id: string, given: Given) => decide({ id, noun: 'retry', of: 'tasks' }, {}, given));
  task
    .command('skip <task>')
    .description('Go on without it; its right can then only be partly fulfilled')
    .requiredOption('--reason <reason>', SKIP_REASONS.join(', '))
    .option('--json', 'print JSON')
    .action((id: string, given: Given & { reason: string }) =>
      decide({ id, noun: 'skip', of: 'tasks' }, { reason: given.reason }, given),
    );
}

async function retryAll(id: string, given: Given): Promise<void> {
  const path = `/v1/requests/${encodeURIComponent(id)}/retries`;
  const { retried, skipped } = await client().post<Redriven>(path, {});
  if (given.json) return printJson({ retried, skipped });
  print(`Tried again: ${retried.length}.`);
  for (const one of skipped) print(`left out, its connector is retired: ${one}`);
}

const asked = ({ askedAt }: Asked) => (askedAt ? { askedAt } : {});
const named = ({ exercise }: Given) => (exercise ? { exercise } : {});
