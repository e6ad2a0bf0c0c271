import type { Command } from 'commander';
import { EXCUSE_REASONS, MESSAGE_CHANNELS, RECIPIENT_STATUSES } from '@habeas/domain';
import type { RecipientNoticeView } from '@habeas/requests';
import { print, printJson, table } from '../output.js';
import { client } from './client.js';

interface Json {
  json?: boolean;
}

interface Listed extends Json {
  request?: string;
  status: string;
  all?: boolean;
}

/** Recipients of data, and what they are told of (GDPR Art. 19). */
export function recipientCommands(program: Command): void {
  const recipient = program
    .command('recipient')
    .description('Recipients that are told of what was rectified, erased or restricted');
  recipient
    .command('list')
    .description('List notices to recipients, the oldest first')
    .option('--request <id>', 'of this request')
    .option('--status <status>', RECIPIENT_STATUSES.join(', '), 'owed')
    .option('--all', 'whatever their status')
    .option('--json', 'print one JSON document')
    .action(list);
  recipient
    .command('told <notice>')
    .description('Record that the recipient was told')
    .option('--channel <channel>', MESSAGE_CHANNELS.join(', '), 'email')
    .option('--told-at <instant>', 'RFC 3339; now, when left out')
    .option('--json', 'print one JSON document')
    .action(told);
  recipient
    .command('excuse <notice>')
    .description('Record why nobody tells this recipient')
    .requiredOption('--reason <reason>', EXCUSE_REASONS.join(', '))
    .option('--json', 'print one JSON document')
    .action((id: string, { reason, ...given }: Json & { reason: string }) =>
      write(`${pathOf(id)}/excuse`, { reason }, given),
    );
}

const pathOf = (id: string) => `/v1/recipient-notices/${encodeURIComponent(id)}`;

async function list({ request, status, all, json }: Listed): Promise<void> {
  const query = new URLSearchParams();
  if (!all) query.set('status', status);
  if (request) query.set('request', request);
  const path = `/v1/recipient-notices?${query.toString()}`;
  const { items, next } = await client().get<{ items: RecipientNoticeView[]; next?: string }>(path);
  if (json) return printJson(items);
  if (items.length === 0) return print('No notices.');
  const rows = items.map((one) => [
    one.id,
    one.recipient,
    `${one.assumed ? 'any of ' : ''}${one.categories.join(' ')}`,
    one.right,
    one.status,
    settledText(one),
    one.request,
  ]);
  print(table(['notice', 'recipient', 'data', 'after', 'status', 'settled', 'request'], rows));
  if (next) print('There are more; these are the oldest.');
}

function settledText({ settled, reason }: RecipientNoticeView): string {
  if (!settled) return '';
  return `${settled.at.slice(0, 10)} ${settled.channel ?? reason ?? ''}`;
}

function told(
  id: string,
  { channel, toldAt, ...given }: Json & { channel: string; toldAt?: string },
): Promise<void> {
  const body = { channel, toldAt: toldAt ?? new Date().toISOString() };
  return write(`${pathOf(id)}/dispatch`, body, given);
}

async function write(path: string, body: object, { json }: Json): Promise<void> {
  const answer = await client().post<{ id: string }>(path, body);
  if (json) return printJson(answer);
  print(`Recorded: ${answer.id}.`);
}
