import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessKeys, type Scope } from '@habeas/access';
import { loadConfig, type Config } from '@habeas/config';
import { Database } from '@habeas/database';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApi, type ApiOptions } from '../../apps/api/src/create-api.js';
import { testDatabase } from './test-database.js';

export interface TestCall {
  key?: string;
  /** An object is sent as JSON; a string or bytes as they are. */
  body?: object | string | Buffer;
  headers?: Record<string, string>;
}

export interface TestAnswer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  bytes: Buffer;
  /** The body as JSON. */
  body: Record<string, unknown>;
}

export interface TestApi {
  app: NestFastifyApplication;
  config: Config;
  database: Database;
  /** Everything that was logged, line by line. */
  log: string[];
  key(principalName: string, ...scopes: Scope[]): Promise<string>;
  get(url: string, call?: TestCall): Promise<TestAnswer>;
  /** With a fresh Idempotency-Key, unless the headers bear one. */
  post(url: string, call?: TestCall): Promise<TestAnswer>;
  send(
    method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    call?: TestCall,
  ): Promise<TestAnswer>;
  close(): Promise<void>;
}

/** The API in this process, on a database and a folder of its own, called without a socket. */
export async function startTestApi(options: ApiOptions = {}): Promise<TestApi> {
  const stored = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'habeas-api-'));
  const config = loadConfig({
    DATABASE_URL: stored.url,
    HABEAS_DATA_DIR: dataDir,
    HABEAS_PORT: '0',
    HABEAS_PUBLIC_URL: 'http://habeas.test',
  });
  const log: string[] = [];
  const app = await createApi(config, { writeLog: (line) => log.push(line), ...options });
  const database = app.get(Database);
  const send: TestApi['send'] = (method, url, call = {}) => inject(app, { method, url, ...call });
  return {
    app,
    config,
    database,
    log,
    key: (principalName, ...scopes) => newKey(app, principalName, scopes),
    get: (url, call) => send('GET', url, call),
    post: (url, call = {}) =>
      send('POST', url, {
        ...call,
        headers: { 'idempotency-key': `"${randomUUID()}"`, ...call.headers },
      }),
    send,
    close: async () => {
      await app.close();
      await stored.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function newKey(
  app: NestFastifyApplication,
  principalName: string,
  scopes: Scope[],
): Promise<string> {
  const input = { principalName, kind: 'person' as const, scopes };
  const { key } = await app
    .get(Database)
    .transaction((tx) => app.get(AccessKeys).createKey(tx, input));
  return key;
}

async function inject(
  app: NestFastifyApplication,
  call: TestCall & { method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'; url: string },
): Promise<TestAnswer> {
  const { method, url, key, body, headers } = call;
  const json = body !== undefined ? { 'content-type': 'application/json' } : {};
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  const answer = await app.inject({
    method,
    url,
    headers: { ...json, ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
    ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
  });
  const bytes = answer.rawPayload;
  return { status: answer.statusCode, headers: answer.headers, bytes, body: parsed(bytes) };
}

function parsed(bytes: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
