import { HabeasError } from './errors.js';
import {
  assertMove,
  canMove,
  FINAL_STATUSES,
  isFinal,
  MOVES,
  requestStatus,
  STATUSES,
  type ExerciseStatus,
  type Mover,
} from './lifecycle.js';

const MOVERS: Mover[] = ['system', 'operator', 'approver'];

/** The whole table as it is meant: status -> who may move it where. Everything else is refused. */
const MEANT: Record<ExerciseStatus, Partial<Record<Mover, ExerciseStatus[]>>> = {
  received: {
    system: ['withdrawn', 'awaiting_identity', 'locating', 'acting'],
    operator: ['delivering', 'withdrawn', 'awaiting_clarification'],
  },
  awaiting_identity: {
    system: ['withdrawn', 'locating', 'expired'],
    operator: ['delivering', 'withdrawn', 'awaiting_clarification'],
  },
  awaiting_clarification: {
    system: ['expired'],
    operator: ['received', 'delivering', 'withdrawn'],
  },
  awaiting_decision: {
    system: ['awaiting_approval'],
    operator: [
      'received',
      'locating',
      'acting',
      'verifying',
      'delivering',
      'withdrawn',
      'awaiting_clarification',
    ],
  },
  locating: {
    system: ['awaiting_approval', 'acting', 'delivering', 'awaiting_decision'],
    operator: ['received', 'delivering', 'withdrawn', 'awaiting_clarification'],
  },
  awaiting_approval: {
    system: ['acting', 'awaiting_approval', 'awaiting_decision'],
    operator: ['received', 'delivering', 'withdrawn', 'awaiting_clarification'],
  },
  acting: {
    system: ['verifying', 'delivering', 'awaiting_decision'],
    operator: ['delivering', 'withdrawn'],
  },
  verifying: {
    system: ['delivering', 'awaiting_decision'],
    operator: ['delivering', 'withdrawn'],
  },
  delivering: {
    system: ['fulfilled', 'partly_fulfilled', 'refused', 'awaiting_decision'],
    operator: ['withdrawn'],
  },
  fulfilled: {},
  partly_fulfilled: {},
  refused: {},
  withdrawn: {},
  expired: {},
};

const triples = STATUSES.flatMap((from) =>
  STATUSES.flatMap((to) => MOVERS.map((by) => ({ from, to, by }))),
);

describe('moves of an exercise', () => {
  it.each(triples)('$from to $to by $by is as the table says', ({ from, to, by }) => {
    expect(canMove(from, to, by)).toBe(MEANT[from][by]?.includes(to) ?? false);
  });

  it('names what is possible when it refuses', () => {
    const move = () => assertMove('received', 'fulfilled', 'system');
    expect(move).toThrow(HabeasError);
    expect(move).toThrow(/awaiting_identity, locating/);
  });

  it('says of a final status that it is final', () => {
    expect(() => assertMove('fulfilled', 'locating', 'system')).toThrow(/It is final/);
  });

  it('lets nothing leave a final status', () => {
    expect(MOVES.filter(({ from }) => isFinal(from))).toEqual([]);
  });

  it('reaches every final status', () => {
    const reached = new Set(MOVES.map(({ to }) => to));
    expect(FINAL_STATUSES.filter((status) => !reached.has(status))).toEqual([]);
  });
});

describe('status of a request', () => {
  it.each([
    [['acting', 'fulfilled'], 'acting'],
    [['delivering', 'awaiting_approval'], 'awaiting_approval'],
    [['fulfilled', 'refused'], 'fulfilled'],
    [['withdrawn'], 'withdrawn'],
  ] satisfies [ExerciseStatus[], ExerciseStatus][])('%j is %s', (statuses, expected) => {
    expect(requestStatus(statuses)).toBe(expected);
  });
});
