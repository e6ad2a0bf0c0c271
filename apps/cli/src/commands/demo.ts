import { join } from 'node:path';
import type { Command } from 'commander';
import type { Scope } from '@habeas/access';
import { loadConfig } from '@habeas/config';
import type { OpenedChain } from '@habeas/evidence-format';
import { ApiClient } from '../api-client.js';
import { fileAll, type Cast, type Part } from '../demo/filing.js';
import { playToEnd } from '../demo/run.js';
import { PEOPLE_MIN, SCENARIO } from '../demo/scenario.js';
import { setStage, type Stage } from '../demo/stage.js';
import { closingTable, summarise, type Finished, type Summary } from '../demo/summary.js';
import { CliFailure, EXIT } from '../exit.js';
import { untilSignal } from '../installation/until-signal.js';
import { note, print, printJson } from '../output.js';
import { fetchPackage } from './disclosure.js';
import { verifyEvidence } from './evidence.js';
import { createKey } from './key.js';

interface DemoOptions {
  people: string;
  events: string;
  volume: string;
  stay?: boolean;
  json?: boolean;
}

/** The system that is down when the requests come in, and recovers. */
const BROKEN_SYSTEM = 'telemetry';
const NAME_WIDTH = 16;

/** Who acts, with which scopes. The approver is another person than the operator. */
const ROLES = {
  portal: { name: 'web portal', kind: 'service', scopes: ['intake'] },
  operator: { name: 'Olga Operator', kind: 'person', scopes: ['operator'] },
  approver: { name: 'Anan Approver', kind: 'person', scopes: ['approver'] },
  auditor: { name: 'Ada Auditor', kind: 'person', scopes: ['auditor'] },
  owner: { name: 'Systems team', kind: 'person', scopes: ['connector-owner'] },
  steward: { name: 'Stella Steward', kind: 'person', scopes: ['policy'] },
} as const satisfies Record<string, { name: string; kind: 'person' | 'service'; scopes: Scope[] }>;

type Keys = Record<keyof typeof ROLES, string>;

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'Answer requests for nine rights under two laws on three real systems, and show the proof',
    )
    .option('--people <n>', 'people in the systems', '2000')
    .option('--events <n>', 'telemetry rows', '50000')
    .option('--volume <size>', 'small, or full: 20000 people and 1000000 telemetry rows', 'small')
    .option('--stay', 'keep it up afterwards and print addresses and keys')
    .option('--json', 'print one JSON document as the last line of standard output')
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const { finished, summary } = await onStage(options, options.json ? note : print);
  if (options.json) printJson(summary);
  assertAsExpected(finished);
}

interface Played {
  finished: Finished[];
  summary: Summary;
}

/** Sets the stage, plays, and takes everything down again, also when it is interrupted. */
async function onStage(options: DemoOptions, say: Say): Promise<Played> {
  const startedMs = performance.now();
  const { people, events } = sizes(options);
  const interruption = interrupted();
  say('Setting the stage: PostgreSQL, api, worker, and three systems …');
  const stage = await setStage({ config: loadConfig(), people, events, say });
  try {
    const keys = await makeKeys(stage);
    const finished = await Promise.race([perform(stage, keys, say), interruption.signalled]);
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    const summary = summarise(finished, seconds);
    say(`\n${closingTable(finished)}`);
    say(`Packages: ${join(stage.config.dataDir, 'packages')}`);
    say(`All ${finished.length} requests ended; ${seconds} s; evidence: ${evidenceLine(summary)}.`);
    interruption.end();
    if (options.stay) await stay(stage, keys, say);
    return { finished, summary };
  } finally {
    await stage.stop();
  }
}

type Say = (line: string) => void;

/** Rejects on SIGINT or SIGTERM, until `end`. */
function interrupted(): { signalled: Promise<never>; end: () => void } {
  let onSignal: () => void = () => undefined;
  const signalled = new Promise<never>((_, reject) => {
    onSignal = () => reject(new CliFailure(EXIT.no, 'Interrupted; everything was stopped.'));
  });
  // Nobody may be waiting yet when the signal comes.
  signalled.catch(() => undefined);
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const end = () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  return { signalled, end };
}

function sizes({ people, events, volume }: DemoOptions): { people: number; events: number } {
  if (volume === 'full') return { people: 20_000, events: 1_000_000 };
  if (volume !== 'small') throw new CliFailure(EXIT.usage, '--volume is small or full.');
  const [peopleCount, eventCount] = [people, events].map((text) => {
    if (/^\d{1,8}$/.test(text)) return Number(text);
    throw new CliFailure(EXIT.usage, '--people and --events take whole numbers.');
  });
  if (!peopleCount || peopleCount < PEOPLE_MIN) {
    throw new CliFailure(EXIT.usage, `--people is at least ${PEOPLE_MIN}: they all play.`);
  }
  return { people: peopleCount, events: eventCount ?? 0 };
}

async function makeKeys({ config }: Stage): Promise<Keys> {
  const entries: [string, string][] = [];
  for (const [role, { name, kind, scopes }] of Object.entries(ROLES)) {
    const made = await createKey(config.databaseUrl ?? '', { name, kind, scopes: [...scopes] });
    entries.push([role, made.key]);
  }
  return Object.fromEntries(entries) as Keys;
}

async function perform(stage: Stage, keys: Keys, say: (line: string) => void): Promise<Finished[]> {
  const api = (key: string) => new ApiClient({ url: stage.url, key });
  const owner = api(keys.owner);
  for (const { url } of stage.systems) await owner.post('/v1/connectors', { baseUrl: url });
  say(`Registered ${stage.systems.map(({ name }) => name).join(', ')}.\n`);
  const cast: Cast = {
    portal: api(keys.portal),
    operator: api(keys.operator),
    approver: api(keys.approver),
    auditor: api(keys.auditor),
  };
  for (const { name, story } of SCENARIO) say(`${name.padEnd(NAME_WIDTH)} ${story}`);
  say('');
  const tell = (who: string, line: string) =>
    say(`${process.uptime().toFixed(1).padStart(6)} s  ${who.padEnd(NAME_WIDTH)} ${line}`);
  const recover = await stage.breakDown(BROKEN_SYSTEM);
  tell(BROKEN_SYSTEM, 'is down');
  const parts = await fileAll(cast, SCENARIO);
  await playToEnd(cast, parts, {
    report: ({ asked }, line) => tell(asked.name, line),
    meanwhile: onceMissed(async () => {
      await recover();
      tell(BROKEN_SYSTEM, 'is up again');
    }),
  });
  return Promise.all(parts.map((part) => finish(stage, cast, part)));
}

/** Calls back once some request has tried the broken system in vain. */
function onceMissed(recover: () => Promise<void>): (parts: Part[]) => Promise<void> {
  let done = false;
  const missed = ({ view }: Part) =>
    view.exercises.some(({ tasks }) =>
      tasks.some(({ connector, lastError }) => connector === BROKEN_SYSTEM && lastError !== null),
    );
  return async (parts) => {
    if (done || !parts.some(missed)) return;
    done = true;
    await recover();
  };
}

/** Fetches the package, if there is one, and checks the evidence as an auditor would. */
async function finish(stage: Stage, { auditor, operator }: Cast, part: Part): Promise<Finished> {
  const chain = await auditor.get<OpenedChain>(`/v1/requests/${part.id}/evidence`);
  const evidence = await verifyEvidence(chain);
  const disclosure = part.view.exercises.find((one) => one.disclosure?.status === 'ready');
  if (!disclosure?.disclosure) return { ...part, evidence, package: null };
  const file = join(stage.config.dataDir, 'packages', `${part.id}.zip`);
  await fetchPackage(operator, disclosure.disclosure.id, file);
  return { ...part, evidence, package: file };
}

function evidenceLine({ evidence }: Summary): string {
  return `${evidence.entries} entries ${evidence.verified ? 'verified' : 'NOT verified'}`;
}

async function stay(stage: Stage, keys: Keys, say: Say): Promise<void> {
  say(`\nIt stays up. API: ${stage.url}`);
  for (const { name, url } of stage.systems) say(`  ${name}: ${url}`);
  for (const [role, key] of Object.entries(keys)) say(`  HABEAS_KEY of ${role}: ${key}`);
  say('Ctrl-C stops it.');
  await untilSignal(stage.processes);
}

/** The demo is a promise: what ends otherwise than the scenario says is a failure. */
function assertAsExpected(finished: Finished[]): void {
  const wrong = finished.filter(({ asked, view, evidence }) => {
    const asMeant = asked.rights.every(({ right, status, reason }) => {
      const exercise = view.exercises.find((one) => one.right === right);
      return exercise?.status === status && exercise.reason === reason;
    });
    return !asMeant || evidence.state !== 'complete';
  });
  if (wrong.length === 0) return;
  const names = wrong.map(({ asked, id }) => `${asked.name} (${id})`).join(', ');
  throw new CliFailure(EXIT.no, `Did not end as it must: ${names}.`);
}
