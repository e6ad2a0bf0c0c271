import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CliFailure, EXIT } from '../exit.js';

const READY_TIMEOUT_MS = 60_000;
/** A process that was asked to end and did not is killed. */
const STOP_TIMEOUT_MS = 20_000;

export interface ChildOptions {
  name: string;
  /** The compiled program. */
  script: string;
  args?: string[];
  env: Record<string, string>;
  logFile: string;
  /** The key that a line of standard output must have, as JSON, for the process to be ready. */
  readyOn: string;
}

/** One process of an installation, up and ready. */
export interface Child {
  name: string;
  pid: number;
  /** The ready line, parsed. */
  ready: Record<string, unknown>;
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

/**
 * Starts a process and waits for its ready line: the first line of its standard output that is a
 * JSON object with the key `readyOn`. All that it says goes to its log file.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, script, args = [], env, logFile, readyOn } = options;
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Of a group of its own, so that Ctrl-C reaches it through us, in order, not beside us.
    detached: true,
  });
  // However this process ends, what it started ends with it.
  const killed = () => void child.kill('SIGKILL');
  process.once('exit', killed);
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  // A full disk loses lines of the log, not the processes that write them.
  log.on('error', () => undefined);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => {
    process.off('exit', killed);
    log.end();
  });
  const failure = `${name} did not start; see ${logFile}`;
  const ready = await readyLine(child, { ended, readyOn, failure });
  return { name, pid: child.pid ?? 0, ready, ended, stop: () => stop(child, ended) };
}

async function readyLine(
  child: ChildProcess,
  terms: { ended: Promise<number | null>; readyOn: string; failure: string },
): Promise<Record<string, unknown>> {
  const { ended, readyOn, failure } = terms;
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = () => reject(new CliFailure(EXIT.unreachable, failure));
      timer = setTimeout(fail, READY_TIMEOUT_MS);
      void ended.then(fail);
      lines.on('line', (line) => {
        const value = parse(line);
        if (value && readyOn in value) resolve(value);
      });
    });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

async function stop(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
