import type { Command } from 'commander';
import { print, printJson, table } from '../output.js';
import { client } from './client.js';

interface HoldRow {
  id: string;
  matter: string;
  owner: string;
  categories: string[];
  reviewOn: string;
  releasedAt: string | null;
}

/** Legal holds: what may not be erased while a matter is open. */
export function holdCommands(program: Command): void {
  program
    .command('hold')
    .description('Legal holds')
    .command('list')
    .description('List holds, the released ones too')
    .option('--review-due', 'only those in force whose day of review has come')
    .option('--json', 'print one JSON document')
    .action(list);
}

async function list({ reviewDue, json }: { reviewDue?: boolean; json?: boolean }): Promise<void> {
  const path = reviewDue ? '/v1/holds?review=due' : '/v1/holds';
  const { items } = await client().get<{ items: HoldRow[] }>(path);
  if (json) return printJson(items);
  if (items.length === 0) return print('No holds.');
  const rows = items.map((one) => [
    one.id,
    one.matter,
    one.owner,
    one.categories.join(' '),
    one.reviewOn,
    one.releasedAt?.slice(0, 10) ?? '',
  ]);
  print(table(['hold', 'matter', 'owner', 'categories', 'review on', 'released'], rows));
}
