import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { loadConfig } from '@habeas/config';
import { HabeasError } from '@habeas/domain';
import { loadPolicyFiles, readPolicyFiles, type PolicyFiles } from '@habeas/policy';
import type { PolicyEffects } from '@habeas/requests';
import { CliFailure, EXIT } from '../exit.js';
import { note, print, printJson, table } from '../output.js';
import { client } from './client.js';

interface Json {
  json?: boolean;
}

/** Versions of the policy: checked here, compared and activated on the server. */
export function policyCommands(program: Command): void {
  const policy = program.command('policy').description('Law packs, calendars, register, texts');
  policy
    .command('check [folder]')
    .description('Check a policy folder, here; prints every fault with file, line and remedy')
    .option('--json', 'print one JSON document')
    .action(check);
  policy
    .command('diff <folder>')
    .description('Show what a version would change: files, and dates of open requests')
    .option('--json', 'print one JSON document')
    .action(async (folder: string, { json }: Json) => {
      const effects = await compare(folder);
      if (json) printJson(effects);
      else showEffects(effects);
    });
  policy
    .command('activate <folder>')
    .description('Put a version in force, after showing what it changes')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON document')
    .action(activate);
}

function check(folder: string | undefined, { json }: Json): void {
  const { digest, digests, faults } = judge(readPolicyFiles(folder ?? loadConfig().policyDir));
  if (json) printJson({ valid: faults.length === 0, faults, digest, digests });
  else if (faults.length === 0) {
    for (const [name, one] of Object.entries(digests ?? {})) print(`${one}  ${name}`);
    print(`valid: ${digest}`);
  } else for (const { pointer, detail } of faults) print(`${pointer}: ${detail}`);
  if (faults.length === 0) return;
  throw new CliFailure(EXIT.no, `The policy is not valid: ${faults.length} to correct.`);
}

interface Judgement {
  faults: HabeasError['errors'];
  digest?: string;
  digests?: Record<string, string>;
}

function judge(files: PolicyFiles): Judgement {
  try {
    const { digest, digests } = loadPolicyFiles(files);
    return { faults: [], digest, digests };
  } catch (error) {
    if (!(error instanceof HabeasError) || error.code !== 'policy_invalid') throw error;
    return { faults: error.errors };
  }
}

/** Keeps the version on the server as a candidate, which changes nothing, and asks what it would do. */
async function compare(folder: string): Promise<PolicyEffects> {
  const files = Object.entries(readPolicyFiles(folder)).map(([name, text]) => ({ name, text }));
  if (files.length === 0) {
    throw new CliFailure(EXIT.usage, `There is no policy file in ${folder}; name its folder.`);
  }
  const { digest } = await client().post<{ digest: string }>('/v1/policy-versions', { files });
  return client().get<PolicyEffects>(`/v1/policy-versions/${digest}/effects`);
}

async function activate(folder: string, { yes, json }: Json & { yes?: boolean }): Promise<void> {
  const effects = await compare(folder);
  const { candidate, inForce } = effects;
  if (!json) showEffects(effects);
  if (candidate === inForce) return json ? printJson({ digest: candidate }) : undefined;
  if (!yes && !(await agreed())) {
    throw new CliFailure(EXIT.no, 'Nothing was activated; the candidate is kept.');
  }
  const path = `/v1/policy-versions/${candidate}/activation`;
  await client().post<object>(path, { replaces: inForce });
  if (json) return printJson({ ...effects, activated: candidate });
  print(`In force: ${candidate}. Open requests follow within seconds, each with both values.`);
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CliFailure(
      EXIT.usage,
      'Nobody is there to ask; look at the effects, then add --yes.',
    );
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question('Put this version in force? Type "yes": ');
  lines.close();
  return answer.trim() === 'yes';
}

function showEffects({ candidate, inForce, documents, counts, clocks }: PolicyEffects): void {
  if (candidate === inForce)
    return print(`${candidate} is in force already; nothing would change.`);
  print(`in force   ${inForce}`);
  print(`candidate  ${candidate}`);
  print(
    table(
      ['file', 'change'],
      documents.map(({ name, change }) => [name, change]),
    ),
  );
  print(
    `${counts.moved} of ${counts.looked} open clocks would move: ` +
      `${counts.earlier} earlier, ${counts.later} later.`,
  );
  if (clocks.length === 0) return;
  const rows = clocks.map((one) => [
    one.request,
    `${one.right}\n${one.law}`,
    dates(one.before.legalDue, one.after.legalDue, one.days.legalDue),
    dates(one.before.safeDue, one.after.safeDue, one.days.safeDue),
  ]);
  print(table(['request', 'right', 'due by law (UTC)', 'safe (UTC)'], rows));
  if (counts.moved > clocks.length) note(`The first ${clocks.length} are shown.`);
}

function dates(before: string | null, after: string | null, days: number | null): string {
  if (before === after) return `${minute(before)}, stays`;
  const by = days === null ? '' : ` (${days > 0 ? '+' : ''}${days} d)`;
  return `${minute(before)}\n${minute(after)}${by}`;
}

const minute = (at: string | null) => at?.slice(0, 16).replace('T', ' ') ?? 'suspended';
