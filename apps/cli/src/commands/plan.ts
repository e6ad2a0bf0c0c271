import type { Command } from 'commander';
import { loadConfig } from '@habeas/config';
import {
  compilePlan,
  correctablePlaces,
  ERASURE_GROUNDS,
  HabeasError,
  isInForce,
  LAWS,
  RIGHTS,
  type ConnectorFacts,
  type Plan,
  type PlanParameters,
  type Register,
} from '@habeas/domain';
import { loadPolicy, loadRegister, type Policy } from '@habeas/policy';
import { CliFailure, EXIT } from '../exit.js';
import { print, printJson } from '../output.js';
import { manifestsFrom, shippedManifests, textOf } from './plan-manifests.js';
import { planText } from './plan-view.js';

export interface PlanQuestion {
  right: string;
  laws: string[];
  parameters: PlanParameters;
  /** ISO date of receipt: which version of each law governs. */
  receivedOn: string;
}

interface Given {
  right: string;
  law: string[];
  register?: string;
  manifest: string[];
  closeAccount?: boolean;
  ground?: string;
  received?: string;
  json?: boolean;
}

const collect = (value: string, before: string[]) => [...before, value];

export function planCommand(program: Command): void {
  program
    .command('plan')
    .description('Explain what a right leads to, cell by cell; needs no server and no database')
    .requiredOption('--right <right>', `one of ${RIGHTS.join(', ')}`)
    .requiredOption('--law <law>', 'a law that governs; repeat it for several', collect, [])
    .option('--register <file>', 'another register than the shipped one')
    .option('--manifest <file>', 'a manifest instead of the shipped ones; repeatable', collect, [])
    .option('--close-account', 'erasure: the account ends too')
    .option('--ground <ground>', `erasure: one of ${ERASURE_GROUNDS.join(', ')}`)
    .option('--received <date>', 'which day the request came in; today if not given')
    .option('--json', 'print one JSON document')
    .action(explain);
}

async function explain(given: Given): Promise<void> {
  const policy = loadPolicy(loadConfig().policyDir);
  const register = given.register
    ? loadRegister(given.register, textOf(given.register))
    : policy.register;
  const asked = questionFrom(given);
  const manifests = given.manifest.length > 0 ? manifestsFrom(given.manifest) : undefined;
  const connectors = manifests ?? (await shippedManifests(register.systems.map(({ id }) => id)));
  const plan = planFor(asked, { policy, register, connectors });
  if (given.json) printJson(plan);
  else
    print(
      planText(plan, {
        policy,
        register,
        receivedOn: asked.receivedOn,
        columns: process.stdout.columns,
      }),
    );
}

function questionFrom({ right, law, closeAccount, ground, received }: Given): PlanQuestion {
  const today = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
  const receivedOn = received ?? today;
  if (!isDay(receivedOn)) {
    throw new CliFailure(EXIT.usage, `--received is no day; give one that exists, as ${today}.`);
  }
  const known = ground && ERASURE_GROUNDS.find((one) => one === ground);
  if (ground && !known) throw unknownWord('ground', ground, ERASURE_GROUNDS);
  const parameters = {
    ...(closeAccount ? { closeAccount } : {}),
    ...(known ? { ground: known } : {}),
  };
  return { right, laws: law, parameters, receivedOn };
}

function isDay(text: string): boolean {
  const read = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text) && text.length === 10;
}

/**
 * The plan as if every system held what the register says. A rectification is explained for every
 * place that can be corrected. Throws a usage failure for a right or law that is not known, not in
 * force on that day, or not planned.
 */
export function planFor(
  { right: asked, laws: named, parameters, receivedOn }: PlanQuestion,
  facts: { policy: Policy; register: Register; connectors: readonly ConnectorFacts[] },
): Plan {
  const right = RIGHTS.find((known) => known === asked);
  if (!right) throw unknownWord('right', asked, RIGHTS);
  const laws = [...new Set(named)].map((name) => {
    const law = LAWS.find((known) => known === name);
    if (!law) throw unknownWord('law', name, LAWS);
    return law;
  });
  const inForce = facts.policy.packs.filter(
    (pack) => laws.includes(pack.id) && isInForce(pack, receivedOn),
  );
  const lacking = laws.find((law) => !inForce.some(({ id }) => id === law));
  if (lacking) {
    throw new CliFailure(EXIT.usage, `No version of ${lacking} governs receipt on ${receivedOn}.`);
  }
  const packs = Object.fromEntries(inForce.map((pack) => [pack.id, pack]));
  const { register, connectors, policy } = facts;
  const changes = right === 'rectification' ? { changes: correctablePlaces(register) } : {};
  const input = { right, laws, packs, register, connectors, retention: policy.retention };
  return refusing(() => compilePlan({ ...input, parameters: { ...parameters, ...changes } }));
}

function refusing(plan: () => Plan): Plan {
  try {
    return plan();
  } catch (error) {
    if (error instanceof HabeasError) throw new CliFailure(EXIT.usage, error.detail);
    throw error;
  }
}

function unknownWord(what: string, given: string, known: readonly string[]): CliFailure {
  return new CliFailure(EXIT.usage, `No ${what} is called "${given}"; known: ${known.join(', ')}.`);
}
