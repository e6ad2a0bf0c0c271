import type { Command } from 'commander';
import type { FoundRequest } from '@habeas/requests';
import { print, printJson, table } from '../output.js';
import { client } from './client.js';
import { parseIdentifier } from './request.js';

/** Finding a person's requests again, by an identifier. */
export function searchCommands(program: Command): void {
  const request = program.commands.find((one) => one.name() === 'request');
  if (!request) throw new Error('the request commands come first');
  request
    .command('search')
    .description('Find requests by an identifier of the person; the search is recorded')
    .requiredOption('--identifier <type=value>', 'such as email=name@example.org')
    .option('--json', 'print one JSON document')
    .action(search);
}

async function search(options: { identifier: string; json?: boolean }): Promise<void> {
  const asked = parseIdentifier(options.identifier);
  const { items } = await client().post<{ items: FoundRequest[] }>('/v1/searches', asked);
  if (options.json) return printJson(items);
  if (items.length === 0) return print('No requests.');
  const rows = items.map(({ id, receivedAt, rights, status, level, derived, duplicateOf }) => [
    id,
    receivedAt.slice(0, 10),
    rights.join('\n'),
    duplicateOf ? `${status}, repeats ${duplicateOf}` : status,
    derived ? `${level}, given back by a system` : level,
  ]);
  print(table(['request', 'received', 'rights', 'status', 'identifier'], rows));
}
