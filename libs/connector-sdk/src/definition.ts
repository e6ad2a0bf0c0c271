import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Journal } from './journal.js';
import type { ConnectorKeys } from './keys.js';
import type {
  Action,
  Counts,
  Dataset,
  ExportRecord,
  Manifest,
  Match,
  Order,
  Outcome,
  PublicJwk,
  RetainedItem,
} from './protocol.js';

/** What a handler may use. */
export interface TaskContext<Session> {
  /** The journal's transaction: what is written through it commits with the task or not at all. */
  session: Session;
  /** Aborted when the time of the manifest is over or the connector closes. */
  signal: AbortSignal;
}

/** What an action did. Counts left out are 0. */
export interface Effect {
  outcome: Outcome;
  counts: Partial<Counts>;
  retained?: RetainedItem[];
  /** A code (`[a-z][a-z0-9_.-]*`), never personal data. */
  reason?: string;
}

/** One page of an export: the place to go on from is the handler's own `cursor`. */
export interface PageRequest {
  order: Order;
  /** Undefined for the first page, else what the page before returned as `next`. */
  cursor: string | undefined;
  /** At most this many records. */
  limit: number;
}

export interface ExportPage {
  records: ExportRecord[];
  /** Where the next page starts, at most 1,024 characters; left out on the last page. */
  next?: string;
}

export interface ExportHandler<Session> {
  datasets(order: Order, context: TaskContext<Session>): Promise<Dataset[]>;
  page(request: PageRequest, context: TaskContext<Session>): Promise<ExportPage>;
}

export type EffectAction = Exclude<Action, 'locate' | 'export'>;
export type EffectHandler<Session> = (
  order: Order,
  context: TaskContext<Session>,
) => Promise<Effect>;

/** One function per action; an action without one is answered `action_unknown`. */
export interface ConnectorHandlers<Session> extends Partial<
  Record<EffectAction, EffectHandler<Session>>
> {
  locate?: (order: Order, context: TaskContext<Session>) => Promise<{ matches: Match[] }>;
  export?: ExportHandler<Session>;
}

export interface ConnectorDefinition<Session> {
  manifest: Omit<Manifest, 'protocol' | 'publicKey'>;
  keys: ConnectorKeys;
  /** The pinned keys of the Habeas installation that may call. */
  habeasKeys: PublicJwk[] | (() => Promise<PublicJwk[]>);
  journal: Journal<Session>;
  handlers: ConnectorHandlers<Session>;
  /**
   * The address under which Habeas calls, for example `https://accounts.example.org/habeas`. Left
   * out, it is the address that `listen` binds. An order signed for another address is refused, so
   * that nobody can carry one connector's order to another.
   */
  publicUrl?: string;
  /** Takes one log entry; by default a JSON line on standard error. Never gets personal data. */
  log?: (line: object) => void;
  now?: () => Date;
  /** Wait before attempt `attempt` (from 1) of a callback or accepted task, in milliseconds. */
  retryDelayMs?: (attempt: number) => number;
}

export interface ListenOptions {
  /** 0 takes a free port. */
  port: number;
  host?: string;
}

export interface Connector {
  readonly manifest: Manifest;
  /** Answers one call; for a server of one's own. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Opens the journal, serves on an own HTTP server, resumes accepted tasks. */
  listen(options: ListenOptions): Promise<{ url: string; close(): Promise<void> }>;
  /** Opens the journal and takes up tasks that were accepted and not finished or not reported. */
  resume(): Promise<void>;
  /** Stops retries, signals running handlers and waits for them. */
  close(): Promise<void>;
}
