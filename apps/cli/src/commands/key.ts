import type { Command } from 'commander';
import { AccessKeys, SCOPES, type PrincipalKind, type Scope } from '@habeas/access';
import { loadConfig } from '@habeas/config';
import { openDatabase } from '@habeas/database';
import { startStore } from '../installation/installation.js';
import { note, print, printJson } from '../output.js';

interface CreateOptions {
  name: string;
  kind: PrincipalKind;
  scopes: string;
  json?: boolean;
}

export function keyCommands(program: Command): void {
  const key = program.command('key').description('API keys, made on the store itself');
  key
    .command('create')
    .description('Make an API key for a principal; two keys of one name are one principal')
    .requiredOption('--name <name>', 'the principal: a person or a service')
    .option('--kind <kind>', 'person or service', 'person')
    .requiredOption('--scopes <list>', `by comma: ${SCOPES.join(', ')}`)
    .option('--json', 'print one JSON document')
    .action(create);
}

async function create({ name, kind, scopes, json }: CreateOptions): Promise<void> {
  const store = await startStore(loadConfig(), () => undefined);
  try {
    const list = scopes.split(',').map((scope) => scope.trim()) as Scope[];
    const made = await createKey(store.config.databaseUrl ?? '', { name, kind, scopes: list });
    if (json) return printJson(made);
    print(made.key);
    note(`Key ${made.id} of ${name}. It is shown this once: keep it, as HABEAS_KEY.`);
  } finally {
    await store.stop();
  }
}

/** Makes a key straight in the database; whoever can do that is an administrator already. */
export async function createKey(
  databaseUrl: string,
  input: { name: string; kind: PrincipalKind; scopes: Scope[] },
): Promise<{ key: string; id: string; principalId: string }> {
  const database = await openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    const { name, kind, scopes } = input;
    return await database.transaction((tx) =>
      new AccessKeys(database).createKey(tx, { principalName: name, kind, scopes }),
    );
  } finally {
    await database.close();
  }
}
