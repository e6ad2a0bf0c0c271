import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createConnector,
  loadKeys,
  sqlJournal,
  type Connector,
  type ConnectorDefinition,
  type ConnectorHandlers,
  type PublicJwk,
} from '@habeas/connector-sdk';
import { applySchema, openStore, type Session, type Store } from './store.js';

export interface SystemOptions {
  /** The system's own database. */
  databaseUrl: string;
  /** 0 takes a free one. */
  port: number;
  host?: string;
  /** Keys of the Habeas installation that may call. */
  habeasKeys: PublicJwk[] | (() => Promise<PublicJwk[]>);
  /** The system's own Ed25519 key; made when absent. */
  keyFile: string;
  /** Where Habeas calls, when that is not the address bound here. */
  publicUrl?: string;
  /** Where the system may ask what Habeas forbids it; a key with the scope `connector-owner`. */
  habeas?: { url: string; key: string };
  /** Takes log entries instead of standard error. */
  log?: (line: object) => void;
}

/** A route beside the connector's: the system's own business. */
export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface System {
  /** Also its folder here and its slug. */
  manifest: ConnectorDefinition<Session>['manifest'];
  handlers: ConnectorHandlers<Session>;
  /** By method and path, such as `POST /ingest`. */
  routes?: Record<string, Route>;
}

export interface RunningSystem {
  url: string;
  publicKey: PublicJwk;
  store: Store;
  log: (line: object) => void;
  /** Stops taking calls, waits for running ones, closes the database. */
  close(): Promise<void>;
}

/** Starts a system on its store: schema, connector, one HTTP server, tasks left from last time. */
export async function startSystem(
  options: SystemOptions,
  build: (store: Store) => System | Promise<System>,
): Promise<RunningSystem> {
  const store = openStore(options.databaseUrl);
  try {
    const system = await build(store);
    await store.transaction((session) => applySchema(session, system.manifest.slug));
    return await serve(options, store, system);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function serve(options: SystemOptions, store: Store, system: System): Promise<RunningSystem> {
  const keys = await loadKeys(options.keyFile);
  const { server, url, answerWith } = await listen(options);
  const connector = createConnector<Session>({
    manifest: system.manifest,
    handlers: system.handlers,
    keys,
    habeasKeys: options.habeasKeys,
    journal: sqlJournal<Session>(store),
    publicUrl: options.publicUrl ?? url,
    ...(options.log && { log: options.log }),
  });
  await connector.resume();
  answerWith((request, response) => {
    const { pathname } = new URL(request.url ?? '/', url);
    const route = system.routes?.[`${request.method} ${pathname}`];
    return route ? route(request, response) : connector.handle(request, response);
  });
  const { log = logToStderr } = options;
  return { url, publicKey: keys.jwk, store, log, close: () => closeAll(server, connector, store) };
}

/**
 * Binds first: orders are signed for an address, which is known only then. Whoever calls in between
 * is asked to come again.
 */
async function listen({ port, host = '127.0.0.1', log = logToStderr }: SystemOptions) {
  let answer: Route = (_request, response) => {
    response.writeHead(503, { 'retry-after': '1' }).end();
  };
  const answerOrHangUp = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      await answer(request, response);
    } catch (error) {
      // Its name only: the message of a database error may quote personal data.
      log({ event: 'route_failed', error: error instanceof Error ? error.name : 'unknown' });
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    }
  };
  const server = createServer((request, response) => void answerOrHangUp(request, response));
  server.listen(port, host);
  await once(server, 'listening');
  const bound = server.address() as AddressInfo;
  const url = `http://${host}:${bound.port}`;
  return { server, url, answerWith: (route: Route) => (answer = route) };
}

function logToStderr(line: object): void {
  console.error(JSON.stringify(line));
}

async function closeAll(server: Server, connector: Connector, store: Store): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await connector.close();
  server.closeAllConnections();
  await closed;
  await store.close();
}
