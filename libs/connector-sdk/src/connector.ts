import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signAnswer } from './answer-signature.js';
import { Background } from './background.js';
import { readBody } from './body.js';
import type { Connector, ConnectorDefinition, ListenOptions } from './definition.js';
import { Gate } from './gate.js';
import { errorFields } from './log.js';
import { Refusal } from './problem.js';
import type { Manifest } from './protocol.js';
import { jsonReply, problemReply, type Reply } from './reply.js';
import { Routes } from './routes.js';
import { createRuntime, type Runtime } from './runtime.js';
import { Tasks } from './tasks.js';

const CALL_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;

/**
 * A connector from one function per action. Throws when the manifest is wrong or disagrees with the
 * handlers.
 */
export function createConnector<Session>(definition: ConnectorDefinition<Session>): Connector {
  return new HttpConnector(definition);
}

class HttpConnector<Session> implements Connector {
  readonly #closing = new AbortController();
  readonly #runtime: Runtime<Session>;
  readonly #tasks: Tasks<Session>;
  readonly #background: Background<Session>;
  readonly #gate: Gate<Session>;
  readonly #routes: Routes<Session>;

  constructor(definition: ConnectorDefinition<Session>) {
    this.#runtime = createRuntime(definition, this.#closing.signal);
    this.#tasks = new Tasks(this.#runtime);
    this.#background = new Background(this.#runtime, this.#tasks);
    this.#gate = new Gate(this.#runtime);
    this.#routes = new Routes(this.#runtime, this.#tasks, this.#background);
  }

  get manifest(): Manifest {
    return this.#runtime.manifest;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      this.#send(request, response, await this.#reply(request));
    } catch (error) {
      this.#runtime.log('answer_failed', errorFields(error));
      response.destroy();
    }
  }

  async listen({ port, host = '127.0.0.1' }: ListenOptions) {
    const server = createServer((request, response) => void this.handle(request, response));
    server.requestTimeout = CALL_TIMEOUT_MS;
    server.headersTimeout = HEADERS_TIMEOUT_MS;
    await this.#runtime.definition.journal.prepare();
    server.listen(port, host);
    await once(server, 'listening');
    const url = addressOf(server);
    this.#gate.listeningAt(url);
    await this.resume();
    this.#runtime.log('listening', { url });
    return { url, close: () => this.#closeServer(server) };
  }

  async resume(): Promise<void> {
    const { journal } = this.#runtime.definition;
    await journal.prepare();
    for (const pending of await journal.pending()) this.#background.resume(pending);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#runtime.slots.close();
    await Promise.all([this.#tasks.close(), this.#background.close()]);
  }

  async #closeServer(server: Server): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    await this.close();
    server.closeAllConnections();
    await closed;
  }

  async #reply(request: IncomingMessage): Promise<Reply> {
    const { method = '' } = request;
    const path = this.#gate.pathOf(request);
    try {
      // For load balancers, which do not sign.
      if (method === 'GET' && path === '/health') return jsonReply(200, { status: 'ok' });
      const body = await readBody(request);
      await this.#gate.check(request, body);
      const contentType = request.headers['content-type'];
      return await this.#routes.answer({ method, path: path ?? '', contentType, body });
    } catch (error) {
      if (!(error instanceof Refusal)) this.#runtime.log('call_failed', errorFields(error));
      return problemReply(error);
    }
  }

  #send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
    const requestNonce = this.#gate.nonceOf(request);
    const { status, contentType, body, headers = {} } = reply;
    const key = this.#runtime.definition.keys;
    const unsigned = { ...headers, 'content-type': contentType };
    // Without a nonce there is no call that the answer could be bound to.
    const sent = requestNonce
      ? signAnswer({
          status,
          contentType,
          body,
          headers,
          key,
          requestNonce,
          now: this.#runtime.now(),
        })
      : unsigned;
    // A body that was not read to its end cannot be followed by another call.
    if (!request.complete) response.setHeader('connection', 'close');
    response.writeHead(status, { ...sent, 'content-length': body.length }).end(body);
  }
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
