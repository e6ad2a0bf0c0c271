import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessKeys, type Scope } from '@habeas/access';
import { loadConfig, type Config } from '@habeas/config';
import type { PublicJwk } from '@habeas/connector-sdk';
import { Database } from '@habeas/database';
import { isFinal, type Change, type Right } from '@habeas/domain';
import type { OpenedChain } from '@habeas/evidence-format';
import type { ExerciseView, RequestView } from '@habeas/requests';
import { KeyRing } from '@habeas/vault';
import type { INestApplicationContext } from '@nestjs/common';
import { createApi, listen } from '../../apps/api/src/create-api.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { freePort } from './free-port.js';
import { startSystems, SYSTEM_NAMES, type SystemName, type Systems } from './systems.js';
import { testDatabase } from './test-database.js';
import type { Backend } from './test-redis.js';
import { until } from './until.js';

/** What people do for one request at the most: an approval and an answer for each right. */
const TURNS_MAX = 12;

const ROLES = {
  portal: ['intake'],
  operator: ['operator'],
  approver: ['approver'],
  auditor: ['auditor'],
  owner: ['connector-owner'],
  steward: ['policy'],
} as const satisfies Record<string, Scope[]>;
export type Role = keyof typeof ROLES;

export interface Filed {
  right: Right;
  /** Further rights under the same request. */
  and?: Right[];
  residence: string;
  identifiers: { type: string; value: string }[];
  closeAccount?: boolean;
  /** Of a rectification. */
  changes?: Change[];
  /** Instead of those that the packs find. */
  laws?: string[];
  locale?: string;
}

export interface WorldOptions {
  backend: Backend;
  people?: number;
  events?: number;
  /** False: the test starts workers itself. */
  worker?: boolean;
  /** The reference systems that are registered; all when left out. */
  registered?: SystemName[];
}

/** A whole installation over real HTTP, with the three systems and a key for each role. */
export interface World {
  config: Config;
  database: Database;
  /** By which connectors know this installation. */
  habeasKey: PublicJwk;
  systems: Systems;
  worker: INestApplicationContext | undefined;
  /** The API keys of the roles. */
  keys: Record<Role, string>;
  post<T = { id: string }>(role: Role, path: string, body?: object): Promise<T>;
  get<T>(role: Role, path: string, headers?: Record<string, string>): Promise<T>;
  download(role: Role, path: string): Promise<Buffer>;
  file(filed: Filed): Promise<string>;
  /** Files and verifies the first identifier. */
  fileVerified(filed: Filed): Promise<string>;
  /** Verifies the first identifier. */
  verify(id: string): Promise<void>;
  view(id: string): Promise<RequestView>;
  /** The request's one exercise; name the right where it has several. Here and below. */
  exercise(id: string, right?: Right): Promise<ExerciseView>;
  /** Waits until the exercise is in this status. */
  reaches(id: string, status: string, right?: Right): Promise<ExerciseView>;
  approve(id: string, right?: Right): Promise<void>;
  send(id: string, right?: Right): Promise<void>;
  /** Records as sent whatever the person is still to be told. */
  sendDue(id: string): Promise<void>;
  /** Does whatever is people's turn until the request has ended. */
  carryThrough(id: string): Promise<RequestView>;
  evidence(id: string): Promise<OpenedChain>;
  close(): Promise<void>;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { backend, people = 40, events = 1_000 } = options;
  const folder = await mkdtemp(join(tmpdir(), 'habeas-world-'));
  const stored = await testDatabase();
  const port = await freePort();
  const config = loadConfig({
    DATABASE_URL: stored.url,
    ...(backend.redisUrl ? { REDIS_URL: backend.redisUrl } : {}),
    HABEAS_DATA_DIR: folder,
    HABEAS_PORT: String(port),
    HABEAS_CONNECTOR_HOSTS: '127.0.0.1',
    HABEAS_LOG_LEVEL: 'error',
  });
  const api = await createApi(config, { writeLog: () => undefined, callsPerMinute: 1_000_000 });
  await listen(api, config);
  const worker = options.worker === false ? undefined : await createWorker(config);
  const habeasKey = api.get(KeyRing).signing('connector-calls').jwk;
  const systems = await startSystems({ folder, habeasKey, people, events });
  const keys = await makeKeys(api);
  const calls = callsOf(config.publicUrl, keys);
  for (const name of options.registered ?? SYSTEM_NAMES) {
    await calls.post('owner', '/v1/connectors', { baseUrl: systems[name].url });
  }
  return {
    config,
    worker,
    keys,
    systems,
    database: api.get(Database),
    habeasKey,
    ...calls,
    ...actsOf(calls),
    close: async () => {
      await worker?.close();
      await api.close();
      await systems.close();
      await stored.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Calls = Pick<World, 'post' | 'get' | 'download'>;

function callsOf(url: string, keys: Record<Role, string>): Calls {
  const call = async (role: Role, path: string, init: RequestInit = {}) => {
    const headers = { ...init.headers, authorization: `Bearer ${keys[role]}` };
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    if (answer.ok) return answer;
    throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`);
  };
  return {
    get: async <T>(role: Role, path: string, headers: Record<string, string> = {}) =>
      (await (await call(role, path, { headers })).json()) as T,
    download: async (role, path) => Buffer.from(await (await call(role, path)).arrayBuffer()),
    post: async <T>(role: Role, path: string, body: object = {}) => {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': `"${randomUUID()}"`,
      };
      const answer = await call(role, path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return (await answer.json()) as T;
    },
  };
}

function actsOf({ post, get }: Calls) {
  const view = (id: string) => get<RequestView>('operator', `/v1/requests/${id}`);
  const exercise = async (id: string, right?: Right) =>
    only((await view(id)).exercises.filter((one) => right === undefined || one.right === right));
  const file = async (filed: Filed) => (await post('portal', '/v1/requests', intakeOf(filed))).id;
  const verify = async (id: string) => {
    const [identifier] = (await view(id)).identifiers;
    const body = { identifier: identifier?.id, level: 'substantial', method: 'email_link' };
    await post('operator', `/v1/requests/${id}/verifications`, body);
  };
  const approve = async (id: string, right?: Right) => {
    const { id: named, seal } = await exercise(id, right);
    const body = { exercise: named, seal, decision: 'approved' };
    await post('approver', `/v1/requests/${id}/approval`, body);
  };
  const send = async (id: string, right?: Right) => {
    const { id: named } = await exercise(id, right);
    const body = { exercise: named, channel: 'email', sentAt: new Date().toISOString() };
    await post('operator', `/v1/requests/${id}/answer`, body);
  };
  const sendDue = async (id: string) => {
    const path = `/v1/requests/${id}/messages?status=due`;
    const { items } = await get<{ items: { id: string }[] }>('operator', path);
    const body = { channel: 'email', sentAt: new Date().toISOString() };
    for (const due of items) await post('operator', `/v1/messages/${due.id}/dispatch`, body);
  };
  const acts = {
    view,
    exercise,
    file,
    verify,
    approve,
    send,
    sendDue,
    fileVerified: async (filed: Filed) => {
      const id = await file(filed);
      await verify(id);
      return id;
    },
    reaches: (id: string, status: string, right?: Right) =>
      until(
        () => exercise(id, right),
        (now) => now.status === status,
        { within: 200_000 },
      ),
    evidence: (id: string) => get<OpenedChain>('auditor', `/v1/requests/${id}/evidence`),
  };
  const carryThrough = (id: string) => carry(acts, id);
  return { ...acts, carryThrough };
}

async function carry(
  { view, approve, send, sendDue }: Pick<World, 'view' | 'approve' | 'send' | 'sendDue'>,
  id: string,
): Promise<RequestView> {
  const within = 100_000;
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const atTurn = ({ exercises }: RequestView) => exercises.find(isPeoplesTurn);
    const ended = ({ exercises }: RequestView) => exercises.every(({ status }) => isFinal(status));
    const now = await until(
      () => view(id),
      (one) => ended(one) || atTurn(one) !== undefined,
      { within },
    );
    const due = atTurn(now);
    if (!due) break;
    await (due.status === 'awaiting_approval' ? approve(id, due.right) : send(id, due.right));
    await until(
      () => view(id),
      (one) => !one.exercises.some((other) => other.id === due.id && isPeoplesTurn(other)),
      { within },
    );
  }
  await sendDue(id);
  return until(
    () => view(id),
    ({ closedAt }) => closedAt !== null,
    { within },
  );
}

/** Whether a person must act. An approval that has been given may still have to wait. */
function isPeoplesTurn({ status, approvals, answer, ...exercise }: ExerciseView): boolean {
  if (status === 'awaiting_approval') return approvals.length === 0;
  if (status !== 'delivering' || answer) return false;
  const hasPackage = exercise.right === 'access' || exercise.right === 'portability';
  const packaged = hasPackage && exercise.outcome !== 'refused';
  return !packaged || exercise.disclosure?.status === 'ready';
}

function intakeOf(filed: Filed): object {
  const { right, and = [], residence, identifiers, closeAccount, locale = 'en', laws } = filed;
  const { changes } = filed;
  const parameters = closeAccount === undefined ? {} : { parameters: { closeAccount } };
  const rights = [right, ...and].map((one) => ({
    right: one,
    ...(one === 'erasure' ? parameters : {}),
    ...(one === 'rectification' && changes ? { parameters: { changes } } : {}),
  }));
  return {
    receivedAt: new Date().toISOString(),
    channel: 'web_form',
    locale,
    subject: { residence, identifiers },
    rights,
    ...(laws ? { laws } : {}),
  };
}

async function makeKeys(api: INestApplicationContext): Promise<Record<Role, string>> {
  const entries = Object.entries(ROLES).map(async ([principalName, scopes]) => {
    const input = { principalName, kind: 'person' as const, scopes: [...scopes] };
    const made = await api
      .get(Database)
      .transaction((tx) => api.get(AccessKeys).createKey(tx, input));
    return [principalName, made.key] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Role, string>;
}

function only<T>(list: T[]): T {
  const [one, second] = list;
  if (one === undefined || second !== undefined) throw new Error(`one of ${list.length} was meant`);
  return one;
}
