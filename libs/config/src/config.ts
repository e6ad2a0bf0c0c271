import { ArrayMaxSize, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

export const LOG_LEVELS = ['error', 'warn', 'log', 'debug', 'verbose'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Most workers per process: each holds a connection, and a pool has an end. */
const CONCURRENCY_MAX = 256;
/** Most hosts that may be called on private addresses. */
const CONNECTOR_HOSTS_MAX = 100;
const ABSOLUTE_PATH = /^(?:\/|[A-Za-z]:[\\/])/;

/**
 * What a process was told about its surroundings, checked and frozen; also the injection token. The
 * messages below follow the variable's name and never repeat its value: addresses carry passwords.
 */
export class Config {
  /** PostgreSQL by address; absent: the embedded one. */
  @IsOptional()
  @Matches(/^postgres(?:ql)?:\/\/\S+$/, { message: 'must be an address as postgres://…' })
  databaseUrl?: string;

  /** Redis for the queues; absent: the queues live in PostgreSQL. */
  @IsOptional()
  @Matches(/^rediss?:\/\/\S+$/, { message: 'must be an address as redis://… or rediss://…' })
  redisUrl?: string;

  /** Folder of the embedded PostgreSQL and of the encrypted blobs. */
  @Matches(ABSOLUTE_PATH, { message: 'must name a folder' })
  dataDir!: string;

  /** Folder of the key-encryption key and the signing keys; never backed up with the data. */
  @Matches(ABSOLUTE_PATH, { message: 'must name a folder' })
  keysDir!: string;

  /** TCP port of the API; 0 picks a free one. */
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be at least 0' })
  @Max(65_535, { message: 'must be at most 65535' })
  port!: number;

  /** Address that the API binds. */
  @Matches(/^[A-Za-z0-9.:_-]+$/, { message: 'must be a host name or an IP address' })
  host!: string;

  /** Where people and connectors reach the API, without a trailing slash. */
  @Matches(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/, { message: 'must be an address as https://…' })
  publicUrl!: string;

  /** Folder of packs, register, retention rules and texts. */
  @Matches(ABSOLUTE_PATH, { message: 'must name a folder' })
  policyDir!: string;

  /** Audience of receipts and origin of the evidence: one name per installation. */
  @Matches(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/, {
    message: 'must be a name as privacy.example.org',
  })
  audience!: string;

  /** `host` or `host:port` of connectors that may be called by plain HTTP or at private addresses. */
  @ArrayMaxSize(CONNECTOR_HOSTS_MAX, { message: `must list at most ${CONNECTOR_HOSTS_MAX} hosts` })
  @Matches(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/, {
    each: true,
    message: 'must list hosts as accounts.internal or 127.0.0.1:9001, separated by commas',
  })
  connectorHosts!: string[];

  /** Jobs that one worker process runs at once, per queue. */
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(CONCURRENCY_MAX, { message: `must be at most ${CONCURRENCY_MAX}` })
  workerConcurrency!: number;

  /** Least severe level that is logged. */
  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  logLevel!: LogLevel;
}
