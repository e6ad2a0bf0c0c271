import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { QueueBackend } from './queue-backend.js';

/** Adding to a queue that does not answer gives up after this; the poll rings again. */
const ADD_TIMEOUT_MS = 5_000;

export interface Ring {
  /** Names the doorbell: while a job of this id waits, a second ring is the same ring. */
  jobId: string;
  name: string;
  data: object;
  /** A larger number waits longer; none at all goes first. */
  priority?: number;
}

/** The producer's side of every queue, made on first use. */
@Injectable()
export class Queues implements OnApplicationShutdown {
  private readonly logger = new Logger(Queues.name);
  private readonly queues = new Map<string, Queue>();

  constructor(private readonly backend: QueueBackend) {}

  /** Adds the jobs; a queue that is down is logged, not thrown: the truth waits in PostgreSQL. */
  async ring(queueName: string, rings: Ring[]): Promise<void> {
    if (rings.length === 0) return;
    const jobs = rings.map(({ jobId, name, data, priority }) => ({
      name,
      data,
      // Kept jobs swallow a later add of their id, and their state is nobody's truth: drop them.
      opts: {
        jobId,
        removeOnComplete: true,
        removeOnFail: true,
        attempts: 1,
        ...(priority === undefined ? {} : { priority }),
      },
    }));
    try {
      await withTimeout(this.queue(queueName).addBulk(jobs));
    } catch (error) {
      this.logger.warn(`could not ring ${queueName}: ${(error as Error).message}`);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private queue(name: string): Queue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: this.backend.connection });
    queue.on('error', (error) => this.logger.warn(`queue ${name}: ${error.message}`));
    this.queues.set(name, queue);
    return queue;
  }
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), ADD_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
