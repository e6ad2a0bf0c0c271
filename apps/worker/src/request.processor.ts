import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { REQUESTS_QUEUE, type AdvanceJob } from '@habeas/messaging';
import { Advance } from '@habeas/requests';
import { WORKER_TUNING } from './worker-tuning.js';

/** Advances of different requests at once. */
const CONCURRENCY = 8;

@Processor(REQUESTS_QUEUE, { ...WORKER_TUNING, concurrency: CONCURRENCY })
export class RequestProcessor extends WorkerHost {
  constructor(private readonly advance: Advance) {
    super();
  }

  override async process(job: Job<AdvanceJob>): Promise<void> {
    await this.advance.run(job.data.requestId);
  }
}
