import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job } from 'bullmq';
import { Config } from '@habeas/config';
import { REQUESTS_QUEUE, type AdvanceJob } from '@habeas/messaging';
import { Advance } from '@habeas/requests';
import { logFailedJob } from './failed-job.js';
import { WORKER_TUNING } from './worker-tuning.js';

@Processor(REQUESTS_QUEUE, WORKER_TUNING)
export class RequestProcessor
  extends WorkerHost
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  private readonly logger = new Logger(RequestProcessor.name);

  constructor(
    private readonly advance: Advance,
    private readonly config: Config,
  ) {
    super();
  }

  /** The decorator is read before there is a configuration. */
  onApplicationBootstrap(): void {
    this.worker.concurrency = this.config.workerConcurrency;
  }

  override async process(job: Job<AdvanceJob>): Promise<void> {
    await this.advance.run(job.data.requestId);
  }

  /** Waits for what runs: the store is closed in the phase after this one. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close();
  }

  @OnWorkerEvent('failed')
  onFailed(_job: Job, error: Error): void {
    logFailedJob(this.logger, REQUESTS_QUEUE, error);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn(`${REQUESTS_QUEUE}: ${error.message}`);
  }
}
