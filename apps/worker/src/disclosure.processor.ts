import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Job } from 'bullmq';
import { Disclosures } from '@habeas/dossiers';
import { DISCLOSURES_QUEUE, type DiscloseJob } from '@habeas/messaging';
import { logFailedJob } from './failed-job.js';
import { WORKER_TUNING } from './worker-tuning.js';

/** Packages built at once: each is bound by disk and compression. */
const CONCURRENCY = 2;

@Processor(DISCLOSURES_QUEUE, { ...WORKER_TUNING, concurrency: CONCURRENCY })
export class DisclosureProcessor extends WorkerHost implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DisclosureProcessor.name);

  constructor(private readonly disclosures: Disclosures) {
    super();
  }

  override async process(job: Job<DiscloseJob>): Promise<void> {
    await this.disclosures.build(job.data.exerciseId);
  }

  /** Waits for what runs: the store is closed in the phase after this one. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close();
  }

  @OnWorkerEvent('failed')
  onFailed(_job: Job, error: Error): void {
    logFailedJob(this.logger, DISCLOSURES_QUEUE, error);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn(`${DISCLOSURES_QUEUE}: ${error.message}`);
  }
}
