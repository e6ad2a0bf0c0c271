import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  checkConnector,
  ConnectorUnreachable,
  keysFromSeed,
  type ClauseReport,
  type ConformanceOptions,
  type ConformanceReport,
  type ConnectorKeys,
  type Identifier,
} from '@habeas/connector-sdk';
import type { Command } from 'commander';
import { CliFailure, EXIT } from '../exit.js';
import { inert, note, print, printJson } from '../output.js';

interface CheckFlags {
  key: string;
  subject: string;
  disposable: string[];
  allowHttp?: boolean;
  callback?: string;
  json?: boolean;
}

const MARKS: Record<ClauseReport['status'], string> = { pass: 'ok', fail: 'FAIL', skip: '-' };

const HELP = `
The key is a private Ed25519 key as JWK or PEM, whose public half the connector has pinned as that
of Habeas; "openssl genpkey -algorithm ed25519 -out FILE" makes one. The subject is restricted and
released again, and otherwise only read. Disposable people are ERASED. A connector that accepts
tasks reports them to --callback, where it must be able to reach this machine.`;

/** `connector check`: the conformance suite against a connector in whatever language. */
export function connectorCheckCommand(connector: Command): void {
  connector
    .command('check <url>')
    .description('Check a connector against the protocol, clause by clause; erases people')
    .requiredOption('--key <file>', 'private key to call with; the connector has pinned it')
    .requiredOption('--subject <type=value>', 'somebody whom the system knows, and who stays')
    .requiredOption('--disposable <type=value...>', 'people whom the system knows; they are ERASED')
    .option('--allow-http', 'call an http address, too')
    .option('--callback <host:port>', 'where reports are awaited', '127.0.0.1:0')
    .option('--json', 'print one JSON document')
    .addHelpText('after', HELP)
    .action(async (url: string, flags: CheckFlags) => {
      const options = optionsFrom(url, flags);
      if (!flags.json) note(`Calls are signed by ${JSON.stringify(options.key.jwk)}`);
      const report = await check(options, flags);
      if (flags.json) printJson(report);
      else print(reportText(report));
      if (report.grade === 'fail') process.exitCode = EXIT.no;
    });
}

/** What the check is to be run with; a `CliFailure` of usage says what cannot be used. */
export function optionsFrom(
  url: string,
  flags: CheckFlags,
): ConformanceOptions & { key: ConnectorKeys } {
  return {
    url: addressFrom(url, flags),
    key: readKey(flags.key),
    subject: identifierFrom(flags.subject),
    disposables: flags.disposable.map(identifierFrom),
    ...(flags.callback !== undefined && { callback: placeFrom(flags.callback) }),
  };
}

/** One line per clause, and what was seen of each that is broken. */
export function reportText({ grade, clauses }: ConformanceReport): string {
  const lines = clauses.flatMap(({ id, title, status, detail }) => {
    const line = `${MARKS[status].padEnd(4)}  ${id.padEnd(9)}  ${title}`;
    return status === 'pass' ? [line] : [line, `                 ${inert(detail)}`];
  });
  const count = (status: string) => clauses.filter((one) => one.status === status).length;
  const sum = `${count('pass')} clauses kept, ${count('fail')} broken, ${count('skip')} not seen`;
  return [...lines, '', `${grade.toUpperCase()}: ${sum}.`].join('\n');
}

async function check(
  options: ConformanceOptions,
  { json }: CheckFlags,
): Promise<ConformanceReport> {
  const progress = (what: string) => note(`Looking at ${what} ...`);
  try {
    return await checkConnector({ ...options, ...(!json && { progress }) });
  } catch (error) {
    if (error instanceof ConnectorUnreachable) {
      throw new CliFailure(EXIT.unreachable, `Nothing answers at ${options.url}: ${error.message}`);
    }
    if (!isOfTheInbox(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new CliFailure(EXIT.usage, `--callback cannot be listened at: ${code}`);
  }
}

function isOfTheInbox(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).syscall === 'listen';
}

function addressFrom(url: string, { allowHttp }: CheckFlags): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const plain = parsed?.protocol === 'http:';
  if (!parsed || (!plain && parsed.protocol !== 'https:') || parsed.search || parsed.hash) {
    throw usage('The address of a connector is https://..., without query and fragment.');
  }
  if (parsed.username || parsed.password) throw usage('The address must not bear credentials.');
  if (plain && !allowHttp) {
    throw usage('Over http anybody on the way reads along; for a test say --allow-http.');
  }
  return parsed.href.replace(/\/+$/, '');
}

function identifierFrom(text: string): Identifier {
  const [, type, value] = /^([A-Za-z0-9][A-Za-z0-9_.:-]{0,63})=(.{1,254})$/s.exec(text) ?? [];
  if (type === undefined || value === undefined) {
    throw usage('People are given as TYPE=VALUE, for example email=lena@example.org.');
  }
  return { type, value };
}

function placeFrom(text: string): { host: string; port: number } {
  const [, host, port] = /^(?:\[(?=.*\]))?([^\s\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw usage('--callback is HOST:PORT, for example 127.0.0.1:8500.');
  }
  return { host, port: Number(port) };
}

function readKey(file: string): ConnectorKeys {
  const text = readText(file);
  const key = text.trimStart().startsWith('{') ? fromJwk(text) : fromPem(text);
  const { d } = key?.asymmetricKeyType === 'ed25519' ? key.export({ format: 'jwk' }) : {};
  if (d === undefined) throw usage(`${file} holds no private Ed25519 key, as JWK or PEM.`);
  return keysFromSeed(Buffer.from(d, 'base64url'));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const make = `openssl genpkey -algorithm ed25519 -out ${file}`;
    throw usage(`${file} cannot be read. "${make}" makes a key.`);
  }
}

// What the parsers say could quote the key.
function fromJwk(text: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: JSON.parse(text) as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function fromPem(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function usage(message: string): CliFailure {
  return new CliFailure(EXIT.usage, message);
}
