import { ConsoleLogger, type INestApplicationContext, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LOG_LEVELS, type Config } from '@habeas/config';
import { WorkerModule } from './worker.module.js';

/** The worker, running. It needs a migrated database; closing it hands over what is under way. */
export async function createWorker(config: Config): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(WorkerModule.forRoot(config), {
    logger: new ConsoleLogger({ json: true, colors: false, logLevels: levels(config.logLevel) }),
    abortOnError: false,
  });
}

/** The level asked for and all that weigh more. */
function levels(lowest: Config['logLevel']): LogLevel[] {
  return LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(lowest) + 1);
}
