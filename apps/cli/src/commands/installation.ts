import type { Command } from 'commander';
import { loadConfig } from '@habeas/config';
import { startInstallation, startStore, migrateAll } from '../installation/installation.js';
import { untilSignal } from '../installation/until-signal.js';
import { note, print, printJson } from '../output.js';

export function installationCommands(program: Command): void {
  program
    .command('serve')
    .description('Run api and worker, with an embedded PostgreSQL unless DATABASE_URL is set')
    .action(serve);
  program
    .command('migrate')
    .description('Bring the database to the present schema')
    .option('--json', 'print one JSON document')
    .action(migrate);
}

async function serve(): Promise<void> {
  const installation = await startInstallation(loadConfig(), note);
  print(`Habeas answers at ${installation.url}`);
  note(`Keys in ${installation.config.keysDir}, logs in ${installation.config.dataDir}/logs.`);
  note('Ctrl-C stops it. First key: npm run -s habeas -- key create --name you --scopes admin,…');
  try {
    await untilSignal(installation.processes);
  } finally {
    await installation.stop();
  }
}

async function migrate({ json }: { json?: boolean }): Promise<void> {
  const config = loadConfig();
  const store = config.databaseUrl
    ? { applied: await migrateAll(config.databaseUrl, config), stop: () => Promise.resolve() }
    : { applied: undefined, ...(await startStore(config, note)) };
  await store.stop();
  if (json) return printJson({ applied: store.applied ?? [] });
  const { applied } = store;
  print(applied?.length ? `Applied: ${applied.join(', ')}` : 'The schema is up to date.');
}
