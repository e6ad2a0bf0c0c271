import { isFinal, STATUSES, type ExerciseStatus } from './lifecycle.js';
import {
  displaces,
  endsDuplicates,
  heirOf,
  mayBeDisplaced,
  standBack,
  waitsFor,
  type Contender,
} from './related.js';

const access = (requestId: string, status: ExerciseStatus) => ({ requestId, status });
const erasure = (status: ExerciseStatus) => ({ right: 'erasure' as const, status });

describe('access before erasure', () => {
  it.each(STATUSES)('holds an erasure back while access is %s, unless that is final', (status) => {
    const waits = waitsFor(erasure('awaiting_approval'), [access('req_1', status)]);
    expect(waits).toEqual(isFinal(status) ? [] : ['req_1']);
  });

  it('names each request once, in order', () => {
    const open = [
      access('req_2', 'acting'),
      access('req_1', 'locating'),
      access('req_2', 'acting'),
    ];
    expect(waitsFor(erasure('locating'), open)).toEqual(['req_1', 'req_2']);
  });

  it.each(['acting', 'verifying', 'delivering', 'fulfilled'] as const)(
    'holds nothing back that is %s already',
    (status) => {
      expect(waitsFor(erasure(status), [access('req_1', 'acting')])).toEqual([]);
    },
  );

  it.each(STATUSES)(
    'lets an objection restrict at once, and holds back what it erases: %s',
    (status) => {
      const objection = { right: 'objection' as const, status };
      const waits = waitsFor(objection, [access('req_1', 'locating')]);
      expect(waits).toEqual(status === 'acting' ? ['req_1'] : []);
    },
  );

  it('holds back no right that destroys nothing', () => {
    const other = { right: 'access' as const, status: 'awaiting_approval' as const };
    expect(waitsFor(other, [access('req_1', 'acting')])).toEqual([]);
  });
});

const contender = (more: Partial<Contender> = {}): Contender => ({
  id: 'req_1',
  levels: ['unverified'],
  statuses: ['awaiting_identity'],
  ...more,
});
const verified = (id = 'req_2') => contender({ id, levels: ['unverified', 'substantial'] });

describe('one of several equal requests', () => {
  it.each([
    ['the first that is verified beats one that is not', verified(), contender(), true],
    ['an unverified one beats nobody', contender({ id: 'req_2' }), contender(), false],
    ['the second that is verified comes too late', verified(), verified('req_1'), false],
    [
      'the better proof wins while nothing has begun',
      contender({ levels: ['high'] }),
      verified('req_1'),
      true,
    ],
    [
      'what has begun is not displaced',
      contender({ levels: ['high'] }),
      contender({ levels: ['low'], statuses: ['locating'] }),
      false,
    ],
    [
      'what began without proof gives way in what needs one',
      verified(),
      contender({ statuses: ['acting', 'awaiting_identity'] }),
      true,
    ],
  ])('%s', (_, candidate, active, expected) => {
    expect(displaces(candidate, active)).toBe(expected);
  });

  it.each([
    ['an answer stands for all', ['substantial'], ['partly_fulfilled'], true],
    ['so does a refusal of who is verified', ['low'], ['refused'], true],
    ['and an answer that needed no proof', ['unverified'], ['fulfilled'], true],
    ['a refusal for want of proof does not', ['unverified'], ['refused'], false],
    ['nor does silence', ['unverified'], ['expired'], false],
    ['nor a withdrawal', ['substantial'], ['fulfilled', 'withdrawn'], false],
    ['nor what is not over', ['substantial'], ['fulfilled', 'acting'], false],
  ] satisfies [string, Contender['levels'], ExerciseStatus[], boolean][])(
    '%s',
    (_, levels, statuses, expected) => {
      expect(endsDuplicates(contender({ levels, statuses }))).toBe(expected);
    },
  );

  it('is followed by the best proof, then by the oldest', () => {
    const [first, second] = [contender({ id: 'req_3' }), contender({ id: 'req_4' })];
    expect(heirOf([second, first])?.id).toBe('req_3');
    expect(heirOf([first, verified('req_5')])?.id).toBe('req_5');
    expect(heirOf([contender({ statuses: ['withdrawn'] })])).toBeUndefined();
  });

  it('may be displaced only while it waits for a proof of identity', () => {
    const may = STATUSES.filter((status) => mayBeDisplaced(contender({ statuses: [status] })));
    expect(may).toEqual(['received', 'awaiting_identity']);
  });
});

describe('a duplicate', () => {
  const waits = { duplicate: 'waits' as const, identified: false };

  it('asks for identity like any request, and goes no further', () => {
    expect(standBack({ ...waits, status: 'received' })).toEqual([
      { to: 'awaiting_identity', reason: 'identity_not_verified' },
    ]);
    expect(standBack({ ...waits, status: 'awaiting_identity' })).toEqual([]);
    expect(standBack({ ...waits, identified: true, status: 'received' })).toEqual([]);
    expect(standBack({ ...waits, identified: true, status: 'awaiting_identity' })).toEqual([]);
  });

  it('ends with the request that it repeats', () => {
    const ended = { duplicate: 'ended' as const, identified: true };
    expect(standBack({ ...ended, status: 'awaiting_identity' })).toEqual([
      { to: 'withdrawn', reason: 'duplicate' },
    ]);
  });

  it.each(STATUSES.filter((one) => one !== 'received' && one !== 'awaiting_identity'))(
    'goes its own way where a person brought it to %s',
    (status) => {
      expect(standBack({ ...waits, status })).toBeUndefined();
    },
  );

  it('is none when nothing is said', () => {
    expect(standBack({ status: 'received', identified: false })).toBeUndefined();
  });
});
