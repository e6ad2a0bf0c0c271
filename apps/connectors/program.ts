import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { thumbprint, type ConnectorDefinition, type PublicJwk } from '@habeas/connector-sdk';
import type { RunningSystem, SystemOptions } from './system.js';

/** What `main.ts` of a system offers on the command line. */
export interface Program {
  name: string;
  /** What it can do; the running connector adds its key. */
  manifest: ConnectorDefinition<unknown>['manifest'];
  start(options: SystemOptions): Promise<RunningSystem>;
  seed(options: {
    databaseUrl: string;
    people: number;
    events: number;
    seed: number;
  }): Promise<number>;
}

type Environment = Record<string, string | undefined>;

const USAGE = `Usage: main.js                                        serves; needs DATABASE_URL,
                                                      HABEAS_PUBLIC_KEY_FILE, CONNECTOR_KEY_FILE,
                                                      and takes PORT, HOST, PUBLIC_URL,
                                                      HABEAS_URL, HABEAS_KEY
       main.js manifest                               prints what it can do; needs nothing
       main.js seed [--people N] [--events N] [--seed N]  loads made-up data; needs DATABASE_URL`;

/** A wrong call: its message is for the person who typed it. */
class UsageError extends Error {}

/** Runs a system's command line; exit codes: 0 done, 2 wrong usage, 3 something cannot be reached. */
export async function runProgram(program: Program): Promise<void> {
  try {
    const [command, ...rest] = process.argv.slice(2);
    if (command === undefined) await serve(program, process.env);
    else if (command === 'manifest') console.log(JSON.stringify(program.manifest));
    else if (command === 'seed') await seed(program, process.env, rest);
    else throw new UsageError(`Unknown command. ${USAGE}`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const isUsage = error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS');
    // A refused connection to a name with several addresses has a code and no message.
    const words = error instanceof Error && error.message ? error.message : code || 'failed';
    console.error(`${program.name}: ${words}`);
    process.exitCode = isUsage ? 2 : 3;
  }
}

async function serve({ start }: Program, env: Environment): Promise<void> {
  const keyFile = needed(env, 'HABEAS_PUBLIC_KEY_FILE');
  await readPublicKeys(keyFile);
  const running = await start({
    databaseUrl: needed(env, 'DATABASE_URL'),
    port: numberOf('PORT', env['PORT'] ?? '0'),
    // Read anew at each call: a rotated key counts without a restart.
    habeasKeys: () => readPublicKeys(keyFile),
    keyFile: needed(env, 'CONNECTOR_KEY_FILE'),
    ...(env['HOST'] && { host: env['HOST'] }),
    ...(env['PUBLIC_URL'] && { publicUrl: env['PUBLIC_URL'] }),
    ...(env['HABEAS_URL'] && env['HABEAS_KEY']
      ? { habeas: { url: env['HABEAS_URL'], key: env['HABEAS_KEY'] } }
      : {}),
  });
  // Heard from now on: whoever reads the line may stop the program at once.
  const stopped = stopSignal();
  console.log(JSON.stringify({ listening: running.url }));
  await stopped;
  await running.close();
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

async function seed(program: Program, env: Environment, args: string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: { people: text('2000'), events: text('50000'), seed: text('1') },
  });
  const startedMs = performance.now();
  const rows = await program.seed({
    databaseUrl: needed(env, 'DATABASE_URL'),
    people: numberOf('--people', values.people),
    events: numberOf('--events', values.events),
    seed: numberOf('--seed', values.seed),
  });
  const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(2));
  console.log(JSON.stringify({ seeded: program.name, rows, seconds }));
}

function needed(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new UsageError(`${name} is not set. ${USAGE}`);
  return value;
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`${name} must be a whole number`);
  return Number(text);
}

/** The keys of a JWK or a JWKS (RFC 7517): Ed25519 only. */
async function readPublicKeys(file: string): Promise<PublicJwk[]> {
  const document = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const keys = (Array.isArray(document['keys']) ? document['keys'] : [document]) as PublicJwk[];
  const own = keys.filter((key) => key.kty === 'OKP' && key.crv === 'Ed25519' && Boolean(key.x));
  if (own.length === 0) throw new Error(`${file} holds no Ed25519 public key (JWK or JWKS)`);
  return own.map(({ x }) => {
    const key = { kty: 'OKP', crv: 'Ed25519', x } as const;
    return { ...key, kid: thumbprint(key) };
  });
}
