import type { Config } from './config.js';

/** One environment variable: the field it sets, and how `.env.example` presents it. */
export interface Setting {
  field: keyof Config;
  env: string;
  /** What it is, in one sentence. */
  about: string;
  /** Shown commented out; a place to start from, never a secret. */
  example: string;
}

/** Every variable that is read, in the order of `.env.example`. */
export const SETTINGS: readonly Setting[] = [
  {
    field: 'databaseUrl',
    env: 'DATABASE_URL',
    about: 'PostgreSQL 14 or newer. Unset: an embedded one in the data folder.',
    example: 'postgres://habeas:secret@127.0.0.1:5432/habeas',
  },
  {
    field: 'redisUrl',
    env: 'REDIS_URL',
    about: 'Redis for the queues. Unset: the queues live in PostgreSQL.',
    example: 'redis://127.0.0.1:6379/0',
  },
  {
    field: 'dataDir',
    env: 'HABEAS_DATA_DIR',
    about:
      'Embedded PostgreSQL and encrypted files. Unset: .habeas in the current folder; ' +
      'for root a folder below /var/lib/habeas.',
    example: './.habeas',
  },
  {
    field: 'keysDir',
    env: 'HABEAS_KEYS_DIR',
    about: 'Keys. Back it up apart from the data. Unset: keys in the data folder.',
    example: './.habeas/keys',
  },
  {
    field: 'host',
    env: 'HABEAS_HOST',
    about: 'Address that the API binds.',
    example: '127.0.0.1',
  },
  {
    field: 'port',
    env: 'HABEAS_PORT',
    about: 'Port of the API; 0 picks a free one.',
    example: '8420',
  },
  {
    field: 'publicUrl',
    env: 'HABEAS_PUBLIC_URL',
    about: 'Where people and connectors reach the API. Unset: made of host and port.',
    example: 'https://privacy.example.org',
  },
  {
    field: 'policyDir',
    env: 'HABEAS_POLICY_DIR',
    about: 'Law packs, register and retention rules. Unset: the ones that come with it.',
    example: './libs/policy/data',
  },
  {
    field: 'audience',
    env: 'HABEAS_AUDIENCE',
    about: 'Name of this installation in receipts and evidence. Keep it for ever.',
    example: 'habeas.local',
  },
  {
    field: 'connectorHosts',
    env: 'HABEAS_CONNECTOR_HOSTS',
    about: 'Connectors that may be called by plain HTTP or at private addresses, by comma.',
    example: '127.0.0.1:9001,accounts.internal',
  },
  {
    field: 'workerConcurrency',
    env: 'HABEAS_WORKER_CONCURRENCY',
    about: 'Requests that one worker process advances at once.',
    example: '8',
  },
  {
    field: 'logLevel',
    env: 'HABEAS_LOG_LEVEL',
    about: 'error, warn, log, debug or verbose.',
    example: 'log',
  },
];

/** What the command line reads, from the environment alone: a key belongs into no file. */
export const CLIENT_SETTINGS: readonly Omit<Setting, 'field'>[] = [
  {
    env: 'HABEAS_URL',
    about: 'For the command line: the API that it calls.',
    example: 'http://127.0.0.1:8420',
  },
  {
    env: 'HABEAS_KEY',
    about: 'For the command line: the key that it calls with; only from the environment.',
    example: 'hbs_',
  },
];
