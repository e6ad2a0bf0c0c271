import type { Command } from 'commander';
import { CHANNELS, COMPLAINT_SUBJECTS } from '@habeas/domain';
import { COMPLAINT_OUTCOMES, type ComplaintView } from '@habeas/requests';
import { print, printJson, table } from '../output.js';
import { client } from './client.js';

interface Json {
  json?: boolean;
}

interface Filed extends Json {
  about: string;
  channel: string;
  receivedAt?: string;
  exercise?: string;
}

/** Complaints to the controller about a request; they may come after it was closed. */
export function complaintCommands(program: Command): void {
  const complaint = program.command('complaint').description('Complaints about a request');
  complaint
    .command('file <request>')
    .description('Take a complaint in; confirming its receipt is then due')
    .requiredOption('--about <subject>', COMPLAINT_SUBJECTS.join(', '))
    .option('--channel <channel>', CHANNELS.join(', '), 'email')
    .option('--received-at <instant>', 'RFC 3339; now, when left out')
    .option('--exercise <id>', 'the right that it is about')
    .option('--json', 'print one JSON document')
    .action(file);
  complaint
    .command('list <request>')
    .description('List the complaints about a request')
    .option('--json', 'print one JSON document')
    .action(list);
  complaint
    .command('decide <complaint>')
    .description('Record what became of it; once')
    .requiredOption('--outcome <outcome>', COMPLAINT_OUTCOMES.join(', '))
    .option('--json', 'print one JSON document')
    .action((id: string, { outcome, ...given }: Json & { outcome: string }) =>
      write(`/v1/complaints/${encodeURIComponent(id)}/outcome`, { outcome }, given),
    );
}

function file(id: string, given: Filed): Promise<void> {
  const { about, channel, exercise } = given;
  const receivedAt = given.receivedAt ?? new Date().toISOString();
  const body = { about, channel, receivedAt, ...(exercise ? { exercise } : {}) };
  return write(`/v1/requests/${encodeURIComponent(id)}/complaints`, body, given);
}

async function write(path: string, body: object, { json }: Json): Promise<void> {
  const answer = await client().post<{ id: string }>(path, body);
  if (json) return printJson(answer);
  print(`Recorded: ${answer.id}.`);
}

async function list(id: string, { json }: Json): Promise<void> {
  const path = `/v1/requests/${encodeURIComponent(id)}/complaints`;
  const { items } = await client().get<{ items: ComplaintView[] }>(path);
  if (json) return printJson(items);
  if (items.length === 0) return print('No complaints.');
  const rows = items.map((one) => [
    one.id,
    one.about,
    one.receivedAt.slice(0, 10),
    one.acknowledgeBy?.slice(0, 10) ?? 'no number',
    one.acknowledgedAt?.slice(0, 10) ?? '',
    one.outcome?.outcome ?? '',
  ]);
  print(table(['complaint', 'about', 'received', 'confirm by', 'confirmed', 'outcome'], rows));
}
