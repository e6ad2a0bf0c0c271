import type { Command } from 'commander';
import { print, printJson, table } from '../output.js';
import { client } from './client.js';
import { connectorCheckCommand } from './connector-check.js';

interface ConnectorAnswer {
  id: string;
  slug: string;
  name: string;
  status: string;
  baseUrl: string;
  actions: string[];
  categories: string[];
  keyId: string;
}

export function connectorCommands(program: Command): void {
  const connector = program.command('connector').description('Systems that can be asked');
  connector
    .command('register <url>')
    .description('Register a connector by its manifest; its key is pinned from then on')
    .option('--slug <slug>', 'refuse unless the manifest bears this name')
    .option('--json', 'print one JSON document')
    .action(async (url: string, { slug, json }: { slug?: string; json?: boolean }) => {
      const body = { baseUrl: url, ...(slug ? { slug } : {}) };
      const made = await client().post<ConnectorAnswer>('/v1/connectors', body);
      if (json) return printJson(made);
      print(`Registered ${made.slug} (${made.id}) with key ${made.keyId}.`);
      print(`Actions: ${made.actions.join(', ')}. Categories: ${made.categories.join(', ')}.`);
    });
  connector
    .command('list')
    .description('List the connectors')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await client().get<{ items: ConnectorAnswer[] }>('/v1/connectors');
      if (json) return printJson(items);
      if (items.length === 0) return print('No connector is registered yet.');
      const rows = items.map((one) => [one.slug, one.status, one.actions.join(' '), one.baseUrl]);
      print(table(['connector', 'status', 'actions', 'address'], rows));
    });
  connectorCheckCommand(connector);
}
