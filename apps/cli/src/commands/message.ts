import type { Command } from 'commander';
import { MESSAGE_CHANNELS, MESSAGE_KINDS, MESSAGE_STATUSES } from '@habeas/domain';
import type { MessageText, MessageView, RejectionView } from '@habeas/requests';
import { inert, print, printJson, table } from '../output.js';
import { client } from './client.js';

interface Json {
  json?: boolean;
}

interface Listed extends Json {
  request?: string;
  status?: string;
  kind?: string;
  all?: boolean;
}

/** What people are told: what is due, what it says, that it went out; and rejections on record. */
export function messageCommands(program: Command): void {
  const message = program.command('message').description('Messages to people');
  message
    .command('list')
    .description('List messages, the most urgent first')
    .option('--request <id>', 'of this request')
    .option('--status <status>', MESSAGE_STATUSES.join(', '), 'due')
    .option('--kind <kind>', MESSAGE_KINDS.join(', '))
    .option('--all', 'whatever their status')
    .option('--json', 'print one JSON document')
    .action(list);
  message
    .command('show <message>')
    .description('Print what it says; the read is recorded')
    .option('--json', 'print one JSON document')
    .action(show);
  message
    .command('sent <message>')
    .description('Record that it went out; what hangs on it counts from then')
    .option('--channel <channel>', MESSAGE_CHANNELS.join(', '), 'email')
    .option('--sent-at <instant>', 'RFC 3339; now, when left out')
    .option('--json', 'print one JSON document')
    .action(sent);
  program
    .command('rejection')
    .description('Rejections on record, as some laws demand')
    .command('list')
    .description('List them, newest first')
    .option('--law <law>', 'only what this law wants on record')
    .option('--json', 'print one JSON document')
    .action(rejections);
}

async function list({ request, status, kind, all, json }: Listed): Promise<void> {
  const query = new URLSearchParams();
  if (status && !all) query.set('status', status);
  if (kind) query.set('kind', kind);
  const of = request ? `/v1/requests/${encodeURIComponent(request)}/messages` : '/v1/messages';
  const { items } = await client().get<{ items: MessageView[] }>(`${of}?${query.toString()}`);
  if (json) return printJson(items);
  if (items.length === 0) return print('No messages.');
  const rows = items.map((one) => [
    one.id,
    one.kind,
    one.status,
    one.dueAt?.slice(0, 10) ?? '',
    one.sent ? `${one.sent.at.slice(0, 10)} ${one.sent.channel}` : '',
    one.request,
  ]);
  print(table(['message', 'kind', 'status', 'due', 'sent', 'request'], rows));
}

async function show(id: string, { json }: Json): Promise<void> {
  const message = await client().get<MessageText>(`/v1/messages/${encodeURIComponent(id)}`);
  if (json) return printJson(message);
  print(message.text.split('\n').map(inert).join('\n'));
}

async function sent(
  id: string,
  { channel, sentAt, json }: Json & { channel: string; sentAt?: string },
): Promise<void> {
  const body = { channel, sentAt: sentAt ?? new Date().toISOString() };
  const path = `/v1/messages/${encodeURIComponent(id)}/dispatch`;
  const answer = await client().post<object>(path, body);
  if (json) return printJson(answer);
  print('Recorded.');
}

async function rejections({ law, json }: Json & { law?: string }): Promise<void> {
  const query = law ? `?law=${encodeURIComponent(law)}` : '';
  const { items } = await client().get<{ items: RejectionView[] }>(`/v1/rejections${query}`);
  if (json) return printJson(items);
  if (items.length === 0) return print('No rejections on record.');
  const rows = items.map((one) => [
    one.at.slice(0, 10),
    one.law,
    one.right,
    one.ground,
    one.citation,
    one.recordedFor,
    one.request,
  ]);
  print(table(['on', 'law', 'right', 'ground', 'citation', 'recorded for', 'request'], rows));
}
