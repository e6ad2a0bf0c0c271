import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessKeys, type Scope } from '@habeas/access';
import { loadConfig, type Config } from '@habeas/config';
import { Database } from '@habeas/database';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { request } from 'undici';
import { createApi, listen, type ApiOptions } from '../../apps/api/src/create-api.js';
import { freePort } from './free-port.js';
import { testDatabase } from './test-database.js';

export interface TestCall {
  key?: string;
  /** An object is sent as JSON; a string or bytes as they are. */
  body?: object | string | Buffer;
  headers?: Record<string, string>;
}

export interface TestAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  /** The body as JSON; empty when it is none. */
  body: Record<string, unknown>;
}

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface TestApi {
  app: NestFastifyApplication;
  config: Config;
  url: string;
  database: Database;
  /** Everything that was logged, line by line. */
  log: string[];
  key(principalName: string, ...scopes: Scope[]): Promise<string>;
  get(path: string, call?: TestCall): Promise<TestAnswer>;
  /** With a fresh Idempotency-Key, unless the headers bear one. */
  post(path: string, call?: TestCall): Promise<TestAnswer>;
  send(method: Method, path: string, call?: TestCall): Promise<TestAnswer>;
  close(): Promise<void>;
}

export interface TestApiOptions extends ApiOptions {
  /** The way to the database; straight unless told. */
  through?: (databaseUrl: string) => Promise<string>;
}

/** The API in this process, on a database and a folder of its own, called over HTTP. */
export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const { through = (databaseUrl) => Promise.resolve(databaseUrl), ...limits } = options;
  const stored = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'habeas-api-'));
  const config = loadConfig({
    DATABASE_URL: await through(stored.url),
    HABEAS_DATA_DIR: dataDir,
    HABEAS_PORT: String(await freePort()),
    HABEAS_CONNECTOR_HOSTS: '127.0.0.1',
  });
  const log: string[] = [];
  const app = await createApi(config, { writeLog: (line) => log.push(line), ...limits });
  const url = await listen(app, config);
  const send: TestApi['send'] = (method, path, call) => sendTo(`${url}${path}`, method, call);
  return {
    app,
    config,
    url,
    database: app.get(Database),
    log,
    key: (principalName, ...scopes) => newKey(app, principalName, scopes),
    get: (path, call) => send('GET', path, call),
    post: (path, call = {}) => {
      const headers = { 'idempotency-key': `"${randomUUID()}"`, ...call.headers };
      return send('POST', path, { ...call, headers });
    },
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

async function sendTo(url: string, method: Method, call: TestCall = {}): Promise<TestAnswer> {
  const { key, body, headers } = call;
  const json = body !== undefined ? { 'content-type': 'application/json' } : {};
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  const answer = await request(url, {
    method,
    headers: { ...json, ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, bytes, body: parsed(bytes) };
}

function parsed(bytes: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
