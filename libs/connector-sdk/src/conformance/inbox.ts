import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

/** A report that came in. */
export interface Report {
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** `performance.now()` at its arrival. */
  at: number;
}

/** What the inbox answers to the nth report at a path, from 0; 204 beyond the list. */
export type Script = { status: number; headers?: Record<string, string> }[];

const BODY_BYTES_MAX = 8_388_608;
const LOOK_MS = 20;

/** Where the connector reports to, and where nothing else should ever call. */
export class Inbox {
  readonly #reports: Report[] = [];
  readonly #scripts = new Map<string, Script>();
  readonly #server = createServer((request, response) => {
    this.#take(request, response).catch(() => response.destroy());
  });

  /** Binds; the address under which the connector reaches it. Rejects when the port is taken. */
  async open({ host, port }: { host: string; port: number }): Promise<string> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    const { port: bound } = this.#server.address() as { port: number };
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Answers the reports at this path by `script`. */
  script(path: string, script: Script): void {
    this.#scripts.set(path, script);
  }

  at(path: string): Report[] {
    return this.#reports.filter((report) => report.path === path);
  }

  /** Waits until `count` reports came in at the path; false when time is over. */
  async until(path: string, { count, withinMs }: { count: number; withinMs: number }) {
    const end = performance.now() + withinMs;
    while (this.at(path).length < count) {
      if (performance.now() > end) return false;
      await setTimeout(LOOK_MS);
    }
    return true;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const path = request.url ?? '';
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) return void response.destroy();
      chunks.push(chunk);
    }
    const { status, headers = {} } = this.#scripts.get(path)?.[this.at(path).length] ?? {
      status: 204,
    };
    this.#reports.push({ path, headers: request.headers, body: Buffer.concat(chunks), at });
    response.writeHead(status, headers).end();
  }
}
