import type { Command } from 'commander';
import type { AlarmView } from '@habeas/requests';
import { print, printJson, table } from '../output.js';
import { client } from './client.js';

interface Json {
  json?: boolean;
}

/** Dates that are near, reached or missed. */
export function alarmCommands(program: Command): void {
  const alarm = program.command('alarm').description('Dates that are near, reached or missed');
  alarm
    .command('list')
    .description('List alarms; what must start first stands first')
    .option('--state <state>', 'open, acknowledged or over', 'open')
    .option('--json', 'print one JSON document')
    .action(list);
  alarm
    .command('acknowledge <alarm>')
    .description('Say that you take care of it; it stays on record')
    .option('--json', 'print one JSON document')
    .action(async (id: string, { json }: Json) => {
      const path = `/v1/alarms/${encodeURIComponent(id)}/acknowledgement`;
      const answer = await client().post<object>(path);
      if (json) return printJson(answer);
      print('Recorded.');
    });
}

async function list({ state, json }: Json & { state: string }): Promise<void> {
  const path = `/v1/alarms?state=${encodeURIComponent(state)}`;
  const { items } = await client().get<{ items: AlarmView[] }>(path);
  if (json) return printJson(items);
  if (items.length === 0) return print('No alarms.');
  const rows = items.map((one) => [
    one.mustStartNow ? 'now' : minute(one.latestSafeStart),
    one.kind,
    minute(one.limitAt),
    `${one.right}\n${one.law}`,
    one.status,
    `${one.request}\n${one.id}`,
  ]);
  print(table(['start by (UTC)', 'alarm', 'limit (UTC)', 'right', 'status', 'request'], rows));
}

const minute = (instant: string) => instant.slice(0, 16).replace('T', ' ');
