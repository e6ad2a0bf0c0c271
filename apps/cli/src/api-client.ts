import { randomUUID } from 'node:crypto';
import type { ClientConfig } from '@habeas/config';
import { CliFailure, EXIT, type ExitCode } from './exit.js';

/** A write that meets its own first call still running tries again this often. */
const IN_USE_RETRIES_MAX = 10;
const IN_USE_PAUSE_MS = 100;

interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

interface Write {
  body: string;
  key: string;
}

/** The API said no, with a code of its own. */
export class ApiRefusal extends CliFailure {
  constructor(readonly problem: Problem) {
    super(exitCodeOf(problem.status), explain(problem));
    this.name = 'ApiRefusal';
  }
}

/** A client of the public API, like any other. */
export class ApiClient {
  constructor(private readonly config: ClientConfig) {}

  async get<T>(path: string, more: Record<string, string> = {}): Promise<T> {
    return (await (await this.call('GET', path, { more })).json()) as T;
  }

  /** The body as a stream, for packages of any size. */
  async download(path: string): Promise<Response> {
    return this.call('GET', path);
  }

  /** Every write carries a key of its own, so that a repeat after a lost answer changes nothing. */
  async post<T>(path: string, body: object = {}, key: string = randomUUID()): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await this.call('POST', path, {
          write: { body: JSON.stringify(body), key },
        });
        return (await answer.json()) as T;
      } catch (error) {
        const running =
          error instanceof ApiRefusal && error.problem.code === 'idempotency_key_in_use';
        if (!running || attempt >= IN_USE_RETRIES_MAX) throw error;
        await new Promise((resolve) => setTimeout(resolve, IN_USE_PAUSE_MS));
      }
    }
  }

  private async call(
    method: 'GET' | 'POST',
    path: string,
    { write, more = {} }: { write?: Write; more?: Record<string, string> } = {},
  ): Promise<Response> {
    const { url, key } = this.config;
    if (!key) {
      throw new CliFailure(
        EXIT.usage,
        'Set HABEAS_KEY to an API key (habeas key create makes one).',
      );
    }
    const headers: Record<string, string> = { ...more, authorization: `Bearer ${key}` };
    if (write) {
      headers['content-type'] = 'application/json';
      headers['idempotency-key'] = `"${write.key}"`;
    }
    const init = { method, headers, ...(write ? { body: write.body } : {}) };
    const answer = await fetch(`${url}${path}`, init).catch(() => {
      throw new CliFailure(EXIT.unreachable, `Nothing answers at ${url}. Is habeas serve running?`);
    });
    if (answer.ok) return answer;
    throw new ApiRefusal(await problemOf(answer));
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem;
  const { status, statusText } = answer;
  return { status, code: `http_${status}`, title: statusText, detail: 'No further word.' };
}

function exitCodeOf(status: number): ExitCode {
  if (status >= 500) return EXIT.unreachable;
  return status === 400 || status === 422 ? EXIT.usage : EXIT.no;
}

function explain({ title, detail, code, errors = [] }: Problem): string {
  const more = errors.map((one) => `  ${one.pointer || '/'}: ${one.detail}`);
  return [`${title} (${code}). ${detail}`, ...more].join('\n');
}
