import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Worker } from 'bullmq';
import {
  connectorQueue,
  POSTGRES_CONNECTORS_MAX,
  QueueBackend,
  type DispatchJob,
} from '@habeas/messaging';
import { Dispatcher } from '@habeas/dispatch';
import { Registry, type Connector } from '@habeas/registry';
import { logFailedJob } from './failed-job.js';
import { WORKER_TUNING } from './worker-tuning.js';

/** One BullMQ worker per connector, made as connectors are registered. */
@Injectable()
export class ConnectorWorkers implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ConnectorWorkers.name);
  private readonly workers = new Map<string, Worker<DispatchJob>>();

  constructor(
    private readonly registry: Registry,
    private readonly backend: QueueBackend,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Starts workers for connectors that have none yet. */
  async refresh(): Promise<void> {
    const connectors = await this.registry.inService();
    for (const connector of connectors) {
      if (!this.workers.has(connector.slug)) this.start(connector);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.workers.values()].map((worker) => worker.close()));
  }

  private start({ slug, manifest }: Connector): void {
    if (this.backend.name === 'postgres' && this.workers.size >= POSTGRES_CONNECTORS_MAX) {
      this.logger.error(
        `${slug} is not served: queues in PostgreSQL carry ${POSTGRES_CONNECTORS_MAX} ` +
          'connectors per process. Set REDIS_URL to serve more.',
      );
      return;
    }
    const worker = new Worker<DispatchJob>(
      connectorQueue(slug),
      async (job) => this.dispatcher.dispatch(job.data.taskId),
      {
        connection: this.backend.connection,
        concurrency: manifest.limits.concurrency,
        ...WORKER_TUNING,
      },
    );
    worker.on('failed', (_job, error) => logFailedJob(this.logger, slug, error));
    worker.on('error', (error) => this.logger.warn(`${slug}: ${error.message}`));
    this.workers.set(slug, worker);
  }
}
