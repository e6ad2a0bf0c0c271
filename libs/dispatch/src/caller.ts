import { Injectable } from '@nestjs/common';
import type { Action, Answer, Order } from '@habeas/connector-sdk';
import { Registry } from '@habeas/registry';
import { checkAnswer } from './check-answer.js';
import type { ClaimedTask } from './claims.js';
import { ConnectorClient, type Callee } from './connector-client.js';
import { Exports, type CollectedExport } from './exports.js';
import { CallFailure } from './failure.js';
import { datasetsOf, refuseMissing } from './missing-datasets.js';
import { Orders } from './orders.js';

/** Answers to these count rows, and do not say in which data sets they were looked for. */
const WITHOUT_OVERVIEW: readonly Action[] = ['erase', 'verify'];

export type CallResult =
  | { kind: 'accepted' }
  | { kind: 'answered'; answer: Answer }
  | ({ kind: 'exported' } & CollectedExport);

/** One call to a connector, from the order to an answer that holds together. */
@Injectable()
export class Caller {
  constructor(
    private readonly orders: Orders,
    private readonly client: ConnectorClient,
    private readonly exports: Exports,
    private readonly registry: Registry,
  ) {}

  /** Throws `CallFailure`. Either way the breaker is told how the connector fared. */
  async call(task: ClaimedTask, signal: AbortSignal): Promise<CallResult> {
    const order = await this.orders.write(task);
    try {
      const result = await this.send(task, order, signal);
      await this.registry.recordCall(task.connectorId, 'answered');
      return result;
    } catch (error) {
      const blameless = !(error instanceof CallFailure) || signal.aborted;
      if (!blameless) await this.registry.recordCall(task.connectorId, 'failed');
      throw error;
    }
  }

  private async send(task: ClaimedTask, order: Order, signal: AbortSignal): Promise<CallResult> {
    const { baseUrl, publicKey, manifest } = task.connector;
    const timeoutMs = manifest.limits.timeoutSeconds * 1000;
    const callee: Callee = { baseUrl, publicKey, timeoutMs };
    if (WITHOUT_OVERVIEW.includes(order.action)) await this.refuseSmaller(task, order);
    const reply = await this.client.order(callee, order, signal);
    switch (reply.kind) {
      case 'accepted':
        return { kind: 'accepted' };
      case 'done':
        await checkAnswer(order, reply.answer, task.connector);
        return { kind: 'answered', answer: reply.answer };
      case 'paging': {
        const call = { callee, order, paging: reply.paging };
        return { kind: 'exported', ...(await this.exports.collect(task, call, signal)) };
      }
    }
  }

  /** Compares what the system says of itself now with what was registered. */
  private async refuseSmaller({ connector }: ClaimedTask, order: Order): Promise<void> {
    const manifest = await this.client.fetchManifest(connector.baseUrl).catch(() => {
      throw new CallFailure('retryable', 'manifest_unread');
    });
    if (manifest.publicKey.kid !== connector.publicKey.kid) {
      throw new CallFailure('authentication', 'key_changed');
    }
    refuseMissing(datasetsOf(manifest), order, connector);
  }
}
