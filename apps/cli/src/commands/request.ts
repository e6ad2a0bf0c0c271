import type { Command } from 'commander';
import { CARRIED_OUT, type Change } from '@habeas/domain';
import type { RequestSummary, RequestView } from '@habeas/requests';
import { CliFailure, EXIT } from '../exit.js';
import { print, printJson, table } from '../output.js';
import { changesFrom } from './changes.js';
import { client } from './client.js';
import { showRequest } from './request-view.js';

interface FileOptions {
  right: string[];
  identifier: string[];
  residence: string;
  stay?: string[];
  law?: string[];
  channel: string;
  locale: string;
  received?: string;
  closeAccount?: boolean;
  change?: string[];
  changes?: string;
  json?: boolean;
}

interface Opened {
  id: string;
  exercises: { right: string; clocks: { law: string; legalDue: string; safeDue: string }[] }[];
}

export function requestCommands(program: Command): void {
  const request = program.command('request').description('Rights requests');
  request
    .command('file')
    .description('File a request; nothing is done before an identifier is verified')
    .requiredOption('--right <right...>', CARRIED_OUT.join(', '))
    .requiredOption('--identifier <type=value...>', 'such as email=name@example.org')
    .requiredOption('--residence <country>', 'ISO code, such as DE')
    .option('--stay <country...>', 'further countries where the person is, was or will be')
    .option('--law <law...>', 'instead of the rules of the packs: gdpr, pdpa_tha')
    .option('--channel <channel>', 'web_form, email, letter, counter, phone or api', 'web_form')
    .option('--locale <tag>', 'language of the answer', 'en')
    .option('--received <instant>', 'RFC 3339 with offset; now, when left out')
    .option('--close-account', 'erasure: the account ends too')
    .option('--change <change...>', "rectification: 'ID:/people/given_name=present=>new'")
    .option('--changes <file>', 'rectification: a JSON list of changes, as the API takes them')
    .option('--json', 'print one JSON document')
    .action(file);
  request
    .command('list')
    .description('List requests, newest first')
    .option('--status <status>')
    .option('--json', 'print one JSON document')
    .action(list);
  request
    .command('changes <exercise>')
    .description('Show what a rectification asks to change; the read is recorded')
    .option('--json', 'print one JSON document')
    .action(changesOf);
  request
    .command('show <request>')
    .description('Show a request: clocks explained, plan and seal, what each system did')
    .option('--json', 'print one JSON document')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const view = await client().get<RequestView>(`/v1/requests/${encodeURIComponent(id)}`);
      if (json) return printJson(view);
      showRequest(view);
    });
}

async function file(options: FileOptions): Promise<void> {
  const { closeAccount, law, stay } = options;
  const parameters = closeAccount === undefined ? {} : { parameters: { closeAccount } };
  const changes = changesFrom(options);
  const opened = await client().post<Opened>('/v1/requests', {
    receivedAt: options.received ?? new Date().toISOString(),
    channel: options.channel,
    locale: options.locale,
    ...(law ? { laws: law } : {}),
    subject: {
      residence: options.residence,
      ...(stay ? { stays: stay } : {}),
      identifiers: options.identifier.map(parseIdentifier),
    },
    rights: options.right.map((right) => ({
      right,
      ...(right === 'erasure' ? parameters : {}),
      ...(right === 'rectification' && changes ? { parameters: { changes } } : {}),
    })),
  });
  if (options.json) return printJson(opened);
  print(`Request ${opened.id} is open.`);
  for (const { right, clocks } of opened.exercises) {
    for (const { law: name, safeDue } of clocks) print(`${right} under ${name}: due ${safeDue}`);
  }
}

async function changesOf(exercise: string, { json }: { json?: boolean }): Promise<void> {
  const path = `/v1/exercises/${encodeURIComponent(exercise)}/changes`;
  const { items } = await client().get<{ items: Change[] }>(path);
  if (json) return printJson(items);
  const rows = items.flatMap(({ system = 'any', category, patch }) =>
    patch.map(({ op, path: place, value }) => {
      const shown = typeof value === 'string' ? value : '';
      return [system, category, op, place, shown];
    }),
  );
  print(table(['system', 'data', 'does', 'place', 'value'], rows));
}

/** `type=value`; the value may hold further signs of equality. */
export function parseIdentifier(text: string): { type: string; value: string } {
  const at = text.indexOf('=');
  if (at > 0) return { type: text.slice(0, at), value: text.slice(at + 1) };
  throw new CliFailure(EXIT.usage, 'Give identifiers as type=value, such as email=a@example.org.');
}

async function list({ status, json }: { status?: string; json?: boolean }): Promise<void> {
  const query = status ? `?status=${encodeURIComponent(status)}` : '';
  const path = `/v1/requests${query}`;
  const { items } = await client().get<{ items: RequestSummary[] }>(path);
  if (json) return printJson(items);
  if (items.length === 0) return print('No requests.');
  const rows = items.map((one) => [
    one.id,
    one.laws.join(' '),
    one.exercises.map(({ right, status: at }) => `${right}: ${at}`).join('\n'),
    one.safeDue?.slice(0, 10) ?? 'at once',
  ]);
  print(table(['request', 'law', 'rights', 'due (safe)'], rows));
}
