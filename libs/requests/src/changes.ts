/**
 * What a person wants corrected (GDPR Art. 16, PDPA ss. 35-36). The places are facts of the request;
 * the values are her data: they stand under the request's key, and go nowhere but into orders.
 */
import type { Queryable } from '@habeas/database';
import {
  checkChanges,
  checkChangeValues,
  HabeasError,
  withoutValues,
  type Change,
  type Register,
  type Right,
} from '@habeas/domain';
import type { RequestKey, Vault } from '@habeas/vault';
import type { ExerciseParameters } from './exercise.entity.js';

/** Throws `changes_invalid`, with pointers into the body of an intake. */
export function assertChanges(
  register: Register,
  { right, parameters }: { right: Right; parameters: ExerciseParameters },
  index: number,
): void {
  const at = `/rights/${index}/parameters/changes`;
  const { changes } = parameters;
  if (right === 'rectification') {
    checkChanges(register, changes ?? [], at);
    checkChangeValues(changes ?? [], at);
    return;
  }
  if (!changes) return;
  const detail = 'Only a rectification names changes; leave them out here.';
  throw new HabeasError('changes_invalid', detail, [{ pointer: at, detail }]);
}

/** What may stand in the clear. */
export function openParameters(parameters: ExerciseParameters): ExerciseParameters {
  const { changes, ...rest } = parameters;
  return changes ? { ...rest, changes: withoutValues(changes) } : rest;
}

export function sealedChanges(
  key: RequestKey,
  { id, parameters: { changes } }: { id: string; parameters: ExerciseParameters },
): Buffer | null {
  return changes ? key.encrypt(context(id), Buffer.from(JSON.stringify(changes))) : null;
}

/** With their values: personal data. Empty for rights that change nothing. */
export async function changesOf(
  db: Queryable,
  vault: Vault,
  exerciseId: string,
): Promise<Change[]> {
  const [row] = await db.query<{ requestId: string; changes: Buffer | null }>(
    'SELECT request_id AS "requestId", changes FROM exercises WHERE id = $1',
    [exerciseId],
  );
  if (!row?.changes) return [];
  const key = await vault.requestKey(db, row.requestId);
  return JSON.parse(key.decrypt(context(exerciseId), row.changes).toString()) as Change[];
}

const context = (exerciseId: string) => `changes:${exerciseId}`;
