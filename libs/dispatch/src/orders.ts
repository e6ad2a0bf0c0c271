import { Injectable } from '@nestjs/common';
import { Config } from '@habeas/config';
import { PROTOCOL, type Identifier, type Order } from '@habeas/connector-sdk';
import { Database } from '@habeas/database';
import { Vault } from '@habeas/vault';
import type { ClaimedTask } from './claims.js';

interface SealedIdentifier {
  id: string;
  type: string;
  value: Buffer;
}

/** What the order says when no law gives a date: the connector's own worst case decides. */
const DEADLINE_IF_NONE_MS = 30 * 86_400_000;

/** Writes the order of a claimed task; the same task always gives the same order. */
@Injectable()
export class Orders {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  async write(task: ClaimedTask): Promise<Order> {
    const { publicUrl, audience } = this.config;
    const { slug } = task.connector;
    return {
      protocol: PROTOCOL,
      task: task.id,
      nonce: task.nonce,
      audience,
      action: task.action,
      request: task.requestId,
      right: task.right,
      laws: task.laws,
      identifiers: await this.identifiers(task),
      scope: task.scope,
      deadline: (task.safeDue ?? new Date(Date.now() + DEADLINE_IF_NONE_MS)).toISOString(),
      callback: `${publicUrl}/v1/connectors/${slug}/tasks/${task.id}/outcome`,
    };
  }

  /** In the order of the task's ids: an answer's `by` counts in it. */
  private async identifiers(task: ClaimedTask): Promise<Identifier[]> {
    const rows = await this.database.query<SealedIdentifier>(
      'SELECT id, type, value FROM identifiers WHERE id = ANY ($1)',
      [task.identifierIds],
    );
    const key = await this.vault.requestKey(this.database, task.requestId);
    return task.identifierIds.flatMap((id) => {
      const row = rows.find((one) => one.id === id);
      if (!row) return [];
      return [{ type: row.type, value: key.decrypt(`identifier:${id}`, row.value).toString() }];
    });
  }
}
