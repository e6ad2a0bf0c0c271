import type { Tx } from '@habeas/database';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';

type Given = ConstructorParameters<typeof ExerciseMoves>;

/** Moves one exercise on as identified, while `waiting` others of its request are not. */
async function voidedBeside(waiting: number): Promise<unknown[]> {
  const voided: unknown[] = [];
  const done = () => Promise.resolve();
  const messages = { voidDue: (_: Tx, what: unknown) => Promise.resolve(voided.push(what)) };
  const clocks = { identityConfirmed: done };
  const moves = new ExerciseMoves(
    ...([{ append: done }, {}, clocks, messages, {}] as unknown as Given),
  );
  const others = Array.from({ length: waiting }, () => ({}));
  const query = (sql: string) => Promise.resolve(sql.includes('awaiting_identity') ? others : []);
  const exercise = { id: 'exe_1', requestId: 'req_1', status: 'received' } as Exercise;
  const move = {
    to: 'locating',
    reason: 'identity_verified',
    by: 'system',
    actor: 'system',
  } as const;
  await moves.move({ query } as unknown as Tx, exercise, move);
  return voided;
}

describe('the question who she is', () => {
  it('stands while another right asks for more proof', async () => {
    expect(await voidedBeside(1)).toEqual([]);
  });

  it('falls away once every right has what it needs', async () => {
    expect(await voidedBeside(0)).toEqual([{ requestId: 'req_1', kinds: ['identity_request'] }]);
  });
});
