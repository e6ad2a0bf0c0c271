import type { LoggerService } from '@nestjs/common';
import { HabeasError } from '@habeas/domain';

/**
 * Says that a job failed: our own refusals by their text, anything else by name and place, since a
 * library's message may quote a row. The work is rung for again by whoever polls.
 */
export function logFailedJob(logger: LoggerService, queue: string, error: Error): void {
  const own = error instanceof HabeasError;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const where = frames.slice(0, 6).map((line) => line.trim());
  logger.error(`${queue}: ${own ? error.message : [error.name, ...where].join(' ')}`);
}
