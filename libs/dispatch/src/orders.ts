import { Injectable } from '@nestjs/common';
import { Config } from '@habeas/config';
import { PROTOCOL, type Identifier, type Order, type PatchOperation } from '@habeas/connector-sdk';
import { Database } from '@habeas/database';
import { changesOf } from '@habeas/requests';
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
      scope: await this.scope(task),
      ...(task.purpose ? { purpose: task.purpose } : {}),
      deadline: (task.safeDue ?? new Date(Date.now() + DEADLINE_IF_NONE_MS)).toISOString(),
      callback: `${publicUrl}/v1/connectors/${slug}/tasks/${task.id}/outcome`,
    };
  }

  /** What a rectification changes is read here, and stands nowhere but in the order. */
  private async scope({
    action,
    scope,
    exerciseId,
    connector,
  }: ClaimedTask): Promise<Order['scope']> {
    if (action !== 'rectify') return scope.map(({ paths: _, ...item }) => item);
    const changes = await changesOf(this.database, this.vault, exerciseId);
    return scope.map(({ paths = [], ...item }) => {
      const own = changes.filter(
        ({ system, category }) =>
          category === item.category && (system === undefined || system === connector.slug),
      );
      const patch = own
        .flatMap((change) => change.patch)
        .filter(({ path }) => paths.includes(path));
      return { ...item, patch: patch as PatchOperation[] };
    });
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
