import type { Command } from 'commander';
import type { MeasureView, SuppressionAnswer } from '@habeas/requests';
import { inert, print, printJson, table } from '../output.js';
import { client } from './client.js';
import { showVerdict } from './evidence.js';
import { kindOf } from './request-view.js';
import { parseIdentifier } from './request.js';

interface Json {
  json?: boolean;
}

/** What stays in force after an answer: seen, released, the suppression list asked. */
export function measureCommands(program: Command): void {
  const measure = program.command('measure').description('Restrictions and suppressions in force');
  measure
    .command('list')
    .description('List measures, newest first')
    .option('--request <id>', 'of this request')
    .option('--status <status>', 'in_force, releasing or released')
    .option('--json', 'print one JSON document')
    .action(list);
  measure
    .command('notice <measure>')
    .description('Record that the person was told that a restriction will end')
    .option('--channel <channel>', 'portal, email, letter or counter', 'email')
    .option('--sent-at <instant>', 'RFC 3339; now, when left out')
    .option('--json', 'print one JSON document')
    .action((id: string, given: Json & { channel: string; sentAt?: string }) =>
      record(id, 'notice', {
        given,
        body: { channel: given.channel, sentAt: given.sentAt ?? new Date().toISOString() },
      }),
    );
  measure
    .command('release <measure>')
    .description('Lift a restriction, after its notice, or take a person off the suppression list')
    .option('--json', 'print one JSON document')
    .action((id: string, given: Json) => record(id, 'release', { given, body: {} }));
  measure
    .command('verify <measure>')
    .description('Check the evidence of a suppression that was released, here')
    .option('--json', 'print one JSON document')
    .action(verify);
  program
    .command('suppression')
    .description('Who is not to be mailed, or not to be made again')
    .command('check <type=value...>')
    .description('Ask the suppression list about identifiers, such as email=name@example.org')
    .option('--json', 'print one JSON document')
    .action(check);
}

async function list(given: Json & { request?: string; status?: string }): Promise<void> {
  const query = new URLSearchParams();
  if (given.request) query.set('request', given.request);
  if (given.status) query.set('status', given.status);
  const path = `/v1/measures?${query.toString()}`;
  const { items } = await client().get<{ items: MeasureView[] }>(path);
  if (given.json) return printJson(items);
  if (items.length === 0) return print('No measures.');
  const rows = items.map((one) => [
    one.id,
    kindOf(one),
    one.status,
    one.imposedAt.slice(0, 10),
    one.notice?.sentAt.slice(0, 10) ?? '',
    one.release?.releasedAt?.slice(0, 10) ?? '',
    one.request,
  ]);
  print(table(['measure', 'kind', 'status', 'since', 'told', 'released', 'request'], rows));
}

async function record(
  id: string,
  noun: 'notice' | 'release',
  { given, body }: { given: Json; body: object },
): Promise<void> {
  const path = `/v1/measures/${encodeURIComponent(id)}/${noun}`;
  const answer = await client().post<{ note?: string }>(path, body);
  if (given.json) return printJson(answer);
  print(answer.note ? inert(answer.note) : 'Recorded.');
}

async function verify(id: string, given: Json): Promise<void> {
  await showVerdict(`/v1/measures/${encodeURIComponent(id)}/evidence`, given);
}

async function check(given: string[], { json }: Json): Promise<void> {
  const asked = Buffer.from(JSON.stringify(given.map(parseIdentifier))).toString('base64url');
  const { items } = await client().get<{ items: SuppressionAnswer[] }>('/v1/suppressions/check', {
    'habeas-identifiers': asked,
  });
  if (json) return printJson(items);
  const rows = items.map(({ suppressed, purposes }, index) => [
    given[index] ?? '',
    suppressed ? purposes.join(' ') : 'not suppressed',
  ]);
  print(table(['identifier', 'suppressed for'], rows));
}
