import type { Command } from 'commander';
import type { Redriven } from '@habeas/requests';
import { EXTENSION_REASONS, MESSAGE_CHANNELS, QUESTIONS } from '@habeas/domain';
import { LAW_CORRECTION_REASONS, SKIP_REASONS } from '@habeas/requests';
import { print, printJson } from '../output.js';
import { client } from './client.js';
import { decide, type Given } from './decide.js';

interface Asked extends Given {
  askedAt?: string;
  channel?: string;
}

interface Corrected {
  reason: string;
  law?: string[];
  residence?: string;
  stay?: string[];
}

const CHANNELS = `how: ${MESSAGE_CHANNELS.join(', ')}; email, when left out`;
const DUE = 'left out, it is written and due to be sent (habeas message sent)';

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
  lawCommand(course);
  course('retry', 'Try every failed task again; what ended well is not run again').action(retryAll);
  taskCommands(program);
}

type Course = (name: string, about: string) => Command;

function extendCommand(course: Course): void {
  course('extend', 'Extend, once, in the first period; it counts from when the person is told')
    .requiredOption('--reason <reason>', EXTENSION_REASONS.join(', '))
    .option('--notified-at <instant>', `when she was told; ${DUE}`)
    .option('--channel <channel>', CHANNELS)
    .option('--exercise <id>', 'when several fit')
    .action((id: string, given: Asked & { reason: string; notifiedAt?: string }) => {
      const { reason, notifiedAt, channel } = given;
      const told = { ...(notifiedAt ? { notifiedAt } : {}), ...(channel ? { channel } : {}) };
      return decide({ id, noun: 'extension' }, { reason, ...told, ...named(given) }, given);
    });
}

function lawCommand(course: Course): void {
  course('correct-law', 'Correct which laws apply, until systems begin; a sealed plan is void')
    .requiredOption('--reason <reason>', LAW_CORRECTION_REASONS.join(', '))
    .option('--law <law...>', 'by your own judgement; else the packs judge by the facts given')
    .option('--residence <country>', 'ISO code; as recorded, when left out')
    .option('--stay <country...>', 'further countries where the person is, was or will be')
    .action((id: string, given: Given & Corrected) => {
      const { reason, law, residence, stay } = given;
      const facts = { ...(residence ? { residence } : {}), ...(stay ? { stays: stay } : {}) };
      const body = { reason, ...(law ? { laws: law } : {}), ...facts };
      return decide({ id, noun: 'law-correction' }, body, given);
    });
}

function questionCommands(course: Course): void {
  course('ask-identity', 'Ask the person to show who she is, on a reasonable doubt')
    .option('--asked-at <instant>', `when she was asked; ${DUE}`)
    .option('--channel <channel>', CHANNELS)
    .action((id: string, given: Asked) =>
      decide({ id, noun: 'identity-question' }, asked(given), given),
    );
  course('clarify', 'Ask the person what she means')
    .requiredOption('--question <question>', QUESTIONS.join(', '))
    .option('--asked-at <instant>', `when she was asked; ${DUE}`)
    .option('--channel <channel>', CHANNELS)
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

const asked = ({ askedAt, channel }: Asked) => ({
  ...(askedAt ? { askedAt } : {}),
  ...(channel ? { channel } : {}),
});
const named = ({ exercise }: Given) => (exercise ? { exercise } : {});
