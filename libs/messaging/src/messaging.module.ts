import { Global, Module } from '@nestjs/common';
import { Outbox } from './outbox.js';
import { QueueBackend } from './queue-backend.js';
import { Queues } from './queues.js';
import { TaskFeed } from './task-feed.js';

/** Outbox and feed, with the producer's side of the queues. Consumers live in the worker. */
@Global()
@Module({
  providers: [QueueBackend, Queues, Outbox, TaskFeed],
  exports: [QueueBackend, Queues, Outbox, TaskFeed],
})
export class MessagingModule {}
