import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { loadConfig } from '@habeas/config';
import { loadPolicy, type Policy } from '@habeas/policy';
import {
  CaseProblem,
  computeCase,
  type ClockCase,
  type ComputedCase,
} from '../clock/clock-case.js';
import { checkRow, readTable, type RowResult } from '../clock/clock-table.js';
import { CliFailure, EXIT } from '../exit.js';
import { inert, note, print, printJson } from '../output.js';

interface Options {
  law?: string;
  calendar?: string;
  duty?: string;
  received?: string;
  zone?: string;
  event: string[];
  fact: string[];
  table?: string;
  json?: boolean;
}

const NEEDED = ['law', 'calendar', 'duty', 'received', 'zone'] as const;

/** `habeas clock`: works from the policy files alone, without server or database. */
export function clockCommand(program: Command): void {
  const several = (value: string, all: string[]) => [...all, filled(value)];
  program
    .command('clock')
    .description('Compute a due date and explain it, or check a table of worked deadlines')
    .option('--law <law>', 'law, e.g. gdpr; its version is chosen by the date of receipt')
    .option('--calendar <id>', 'holidays where the controller acts, e.g. DE or DE-BY')
    .option('--duty <duty>', 'a right, <right>_refusal_notice, or another duty of the law')
    .option('--received <local>', 'local date and time of receipt, e.g. 2026-01-31T12:00:00')
    .option('--zone <zone>', 'IANA time zone of all local times, e.g. Europe/Berlin')
    .option(
      '--event <name@local>',
      'what happened, e.g. extension_notified@2026-02-20T12:00:00; repeatable',
      several,
      [],
    )
    .option('--fact <name>', 'what is the case, e.g. third_party_involved; repeatable', several, [])
    .option('--table <file>', 'a CSV table of worked deadlines to check instead')
    .option('--json', 'print one JSON document')
    .action(run);
}

function filled(value: string): string {
  if (value !== '') return value;
  throw new InvalidArgumentError('Give a value.');
}

function run(options: Options): void {
  const policy = loadPolicy(loadConfig().policyDir);
  if (options.table !== undefined) return checkTable(options.table, options, policy);
  const given = caseOf(options);
  const result = orUsage(() => computeCase(given, policy));
  for (const text of result.notes) note(text);
  if (options.json) printJson(documentOf(given, result));
  else show(given, result);
}

function caseOf(options: Options): ClockCase {
  const missing = NEEDED.filter((name) => options[name] === undefined);
  if (missing.length > 0) {
    const flags = missing.map((name) => `--${name}`).join(', ');
    throw new CliFailure(EXIT.usage, `Give ${flags}, or --table with a file.`);
  }
  const { law = '', calendar = '', duty = '', received = '', zone = '', event, fact } = options;
  return { law, calendar, duty, received, zone, events: event, facts: fact };
}

function orUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CaseProblem) throw new CliFailure(EXIT.usage, inert(error.message));
    throw error;
  }
}

function documentOf({ received, zone }: ClockCase, result: ComputedCase) {
  const { clock, due, kind, safeDue, milestones, notes } = result;
  const { calendarId: id, calendarVersion: version, calendarDigest: digest } = clock;
  return {
    law: clock.law,
    lawVersion: clock.packVersion,
    lawDigest: clock.packDigest,
    calendar: { id, version, digest },
    duty: clock.duty,
    received,
    zone,
    state: clock.state,
    kind,
    ruleKind: clock.kind,
    legalDue: due,
    legalDueAt: clock.legalDue,
    safeDue,
    safeDueAt: clock.safeDue,
    milestones,
    explanation: clock.explanation,
    notes,
  };
}

function show({ received, zone }: ClockCase, result: ComputedCase): void {
  const { clock, due, kind, safeDue, milestones } = result;
  const rules = `${clock.law} ${clock.packVersion}, calendar ${clock.calendarId} ${clock.calendarVersion}`;
  print(`${clock.duty} under ${rules}`);
  print(`Received   ${received}  ${zone}`);
  print(`Legal due  ${due}  (${kind === clock.kind ? kind : `${kind}: ${clock.kind}`})`);
  print(`Safe due   ${safeDue}`);
  for (const [name, at] of Object.entries(milestones)) print(`  ${name}  ${at}`);
  print();
  clock.explanation.forEach((sentence, index) => print(`${index + 1}. ${sentence}`));
}

function checkTable(file: string, { json }: Options, policy: Policy): void {
  const { rows, unknownColumns } = orUsage(() => readTable(textOf(file)));
  for (const name of unknownColumns) note(`The column "${inert(name)}" is not known; left aside.`);
  const results = rows.map((row) => checkRow(row, policy));
  const failed = results.filter(({ passed }) => !passed);
  const passed = results.length - failed.length;
  if (json) {
    printJson({ passed, failed: failed.length, rows: results });
  } else {
    for (const result of results) showRow(result);
    print(`${passed} passed, ${failed.length} failed`);
  }
  if (failed.length > 0) process.exitCode = EXIT.no;
}

function showRow({ id, expected, got, kind, expectedKind, problem, passed }: RowResult): void {
  const line = `expected ${expected}, got ${got ?? 'nothing'}${kind ? ` (${kind})` : ''}`;
  if (!passed) print(inert(`${id}: ${line}${problem ? `. ${problem}` : ''}`));
  // The date is what is checked; how firm it is, only told.
  else if (kind && expectedKind && kind !== expectedKind) {
    note(inert(`${id}: the date agrees, but the table calls it ${expectedKind}, we ${kind}.`));
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliFailure(EXIT.usage, `The table cannot be read: ${why}`);
  }
}
