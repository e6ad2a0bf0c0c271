import { Injectable, Logger } from '@nestjs/common';
import { Database, type Tx } from '@habeas/database';
import { isFinal } from '@habeas/domain';
import { PolicyInForce, PolicyVersions } from '@habeas/policy';
import { lockExercises } from './exercise-choice.js';
import { ExerciseClocks } from './exercise-clocks.js';

/** Exercises brought along in one round; the next round goes on where this one ended. */
export const MIGRATION_BATCH_MAX = 200;

// Two ranges of the index instead of "<>", which would read it all while nobody is left behind.
const LEFT_BEHIND = `
  SELECT id, request_id AS "requestId" FROM exercises
  WHERE closed_at IS NULL AND (policy_digest < $1 OR policy_digest > $1) AND id > $3
  ORDER BY id LIMIT $2`;

interface Left {
  id: string;
  requestId: string;
}

/**
 * Brings open exercises under the version in force. Each is a transaction of its own and bears the
 * version's digest afterwards, so that a crash loses nothing and repeats nothing, and whatever a
 * process wrote that had not heard of the new version is found by the next round.
 */
@Injectable()
export class PolicyMigration {
  private readonly logger = new Logger(PolicyMigration.name);

  constructor(
    private readonly database: Database,
    private readonly inForce: PolicyInForce,
    private readonly versions: PolicyVersions,
    private readonly clocks: ExerciseClocks,
  ) {}

  /** The first batch of which anything can be brought along; gives how many exercises that were. */
  async run(limit = MIGRATION_BATCH_MAX): Promise<number> {
    const { digest } = this.inForce.current;
    for (let after = ''; ;) {
      const left = await this.database.query<Left>(LEFT_BEHIND, [digest, limit, after]);
      let done = 0;
      for (const one of left) if (await this.tryBring(one, digest)) done += 1;
      const last = left.at(-1);
      if (done > 0 || left.length < limit || !last) return done;
      after = last.id;
    }
  }

  /** One that cannot be brought along stays under its version; the others do not wait for it. */
  private async tryBring(one: Left, digest: string): Promise<boolean> {
    try {
      return await this.database.transaction((tx) => this.bring(tx, one, digest));
    } catch (error) {
      this.logger.warn(`${one.id} does not follow ${digest}: ${(error as Error).message}`);
      return false;
    }
  }

  /** False when somebody is at it or was faster, or when this process is itself behind. */
  private async bring(tx: Tx, { id, requestId }: Left, digest: string): Promise<boolean> {
    if (!(await this.versions.holds(tx, digest)) || this.inForce.current.digest !== digest) {
      return false;
    }
    if (!(await isFree(tx, requestId))) return false;
    const exercises = await lockExercises(tx, requestId);
    const exercise = exercises.find((one) => one.id === id);
    const [row] = await tx.query<{ stamp: string }>(
      'SELECT policy_digest AS stamp FROM exercises WHERE id = $1',
      [id],
    );
    if (!exercise || !row || isFinal(exercise.status) || row.stamp === digest) return false;
    await this.clocks.followPolicy(tx, exercise, row.stamp);
    return true;
  }
}

/** One request that is busy for long must not keep the others back; the next round comes again. */
async function isFree(tx: Tx, requestId: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT 1 FROM requests WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED',
    [requestId],
  );
  return rows.length > 0;
}
