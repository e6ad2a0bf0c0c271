import { AccessKeys, AccessRecords } from '@habeas/access';
import type { Config } from '@habeas/config';
import { HabeasError } from '@habeas/domain';
import { QueueBackend } from '@habeas/messaging';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { Authentication } from './access/authenticate.js';
import { rateLimits } from './access/rate-limits.js';
import { requireDeclaredAccess } from './access/route-access.js';
import { ApiModule } from './api.module.js';
import { logCalls, refuseUnknownMethods, sendHeaders } from './http/hooks.js';
import { readOnlyJson } from './http/json-body.js';
import { JsonLog } from './http/json-log.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { serverOptions } from './http/server-options.js';
import { ShapePipe } from './http/shape.pipe.js';
import { serveOpenApi } from './open-api.js';
import { admitPolicies } from './policies/policy-body-limit.js';

/** Limits that tests make small, and where log lines go; standard error unless told. */
export interface ApiOptions {
  callsPerMinute?: number;
  arrivalTimeoutMs?: number;
  writeLog?: (line: string) => unknown;
}

/**
 * The API, ready and not yet listening (see `listen`). It needs a migrated database. Closing the
 * application closes its connections.
 */
export async function createApi(
  config: Config,
  options: ApiOptions = {},
): Promise<NestFastifyApplication> {
  const log = new JsonLog(config.logLevel, options.writeLog);
  const filter = new ProblemFilter(log);
  const adapter = new FastifyAdapter(serverOptions(filter, options.arrivalTimeoutMs));
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(config), adapter, {
    bodyParser: false,
    logger: log,
    abortOnError: false,
  });
  await app.get(QueueBackend).prepare();
  await addHooks(app, log, options);
  app.useGlobalPipes(new ShapePipe());
  app.useGlobalFilters(filter);
  serveOpenApi(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/**
 * Binds the address of the configuration; the URL names the port that was had. Throws
 * `config_invalid` when the port is taken.
 */
export async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  const { host, port } = config;
  try {
    await app.listen(port, host);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error;
    throw new HabeasError(
      'config_invalid',
      `Port ${port} of ${host} is taken; set HABEAS_PORT to another one, or to 0 for any.`,
    );
  }
  return app.getUrl();
}

/** Hooks run in this order, all of them before the body is read. */
async function addHooks(
  app: NestFastifyApplication,
  log: JsonLog,
  { callsPerMinute }: ApiOptions,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const routes = new RouteTable();
  readOnlyJson(fastify);
  admitPolicies(fastify);
  routes.watch(fastify);
  requireDeclaredAccess(fastify);
  logCalls(fastify, log);
  sendHeaders(fastify);
  refuseUnknownMethods(fastify, routes);
  const limits = await rateLimits(fastify, callsPerMinute);
  const guard = new Authentication(app.get(AccessKeys), app.get(AccessRecords), limits);
  fastify.addHook('onRequest', (request, reply) => guard.admit(request, reply));
}
