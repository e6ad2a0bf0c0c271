import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { Disclosures } from '@habeas/dossiers';
import { DISCLOSURES_QUEUE, type DiscloseJob } from '@habeas/messaging';
import { WORKER_TUNING } from './worker-tuning.js';

/** Packages built at once: each is bound by disk and compression. */
const CONCURRENCY = 2;

@Processor(DISCLOSURES_QUEUE, { ...WORKER_TUNING, concurrency: CONCURRENCY })
export class DisclosureProcessor extends WorkerHost {
  constructor(private readonly disclosures: Disclosures) {
    super();
  }

  override async process(job: Job<DiscloseJob>): Promise<void> {
    await this.disclosures.build(job.data.exerciseId);
  }
}
