import assert from 'node:assert/strict';
import {
  orderDigest,
  type Answer,
  type Journal,
  type Order,
  type TaskStart,
} from '../src/index.js';
import { fullCounts } from '../src/effects.js';
import { orderOf } from './fixtures.js';

export function startOf(order: Order, more: Partial<TaskStart> = {}): TaskStart {
  return {
    task: order.task,
    nonce: order.nonce,
    orderSha256: orderDigest(order),
    action: order.action,
    startedAt: new Date('2027-05-04T10:00:00Z'),
    ...more,
  };
}

export function answerOf(order: Order): Answer {
  const counts = fullCounts({ found: 1, erased: 1 });
  return { task: order.task, status: 'done', outcome: 'completed', counts, receipt: 'aa.bb.cc' };
}

/** What every journal must do, each on an empty one that is prepared. */
export interface JournalCase {
  name: string;
  run: <Session>(journal: Journal<Session>) => Promise<void>;
}

const finishedAt = new Date('2027-05-04T10:00:01Z');

export const JOURNAL_CASES: JournalCase[] = [
  {
    name: 'spends a nonce once',
    async run(journal) {
      const until = new Date('2027-05-04T10:10:00Z');
      const spent = [1, 2, 3].map(() => journal.spendNonce('nonce-a', until));
      assert.equal((await Promise.all(spent)).filter(Boolean).length, 1);
      assert.equal(await journal.spendNonce('nonce-b', until), true);
    },
  },
  {
    name: 'forgets nonces long after they expired',
    async run(journal) {
      await journal.spendNonce('nonce-a', new Date('2027-05-04T10:00:00Z'));
      await journal.spendNonce('nonce-b', new Date('2027-05-04T10:59:59Z'));
      assert.equal(await journal.spendNonce('nonce-a', new Date('2027-05-04T11:00:00Z')), false);
      await journal.spendNonce('nonce-c', new Date('2027-05-04T11:00:01Z'));
      assert.equal(await journal.spendNonce('nonce-a', new Date('2027-05-04T11:00:02Z')), true);
    },
  },
  {
    name: 'returns the row that is there when a task begins again',
    async run(journal) {
      const first = orderOf('erase');
      const row = await journal.begin(startOf(first));
      partly(row, { task: first.task, nonce: first.nonce, status: 'running' });
      const again = await journal.begin(startOf(first, { nonce: 'other', orderSha256: 'other' }));
      assert.deepEqual(again, row);
      assert.deepEqual(await journal.find(first.task), row);
      assert.equal(await journal.find('tsk_unknown'), undefined);
    },
  },
  {
    name: 'runs the work of a task once and returns its answer ever after',
    async run(journal) {
      const first = orderOf('erase');
      await journal.begin(startOf(first));
      let runs = 0;
      const work = () => {
        runs += 1;
        return Promise.resolve({ answer: answerOf(first), keep: true, finishedAt });
      };
      const answer = answerOf(first);
      assert.deepEqual(await journal.complete(first.task, work), { answer, repeated: false });
      assert.deepEqual(await journal.complete(first.task, work), { answer, repeated: true });
      assert.equal(runs, 1);
      partly(await journal.begin(startOf(first)), { status: 'done', answer });
    },
  },
  {
    name: 'says busy while somebody else is at the task',
    async run(journal) {
      const first = orderOf('erase');
      await journal.begin(startOf(first));
      let inner: unknown;
      await journal.complete(first.task, async () => {
        inner = await journal.complete(first.task, () => Promise.reject(new Error('must not run')));
        return { answer: answerOf(first), keep: true, finishedAt };
      });
      assert.equal(inner, 'busy');
    },
  },
  {
    name: 'leaves a task open whose work failed',
    async run(journal) {
      const first = orderOf('erase');
      await journal.begin(startOf(first));
      const down = new Error('the system is down');
      const failing = journal.complete(first.task, () => Promise.reject(down));
      await assert.rejects(failing, /the system is down/);
      partly(await journal.find(first.task), { status: 'running' });
      const done = { answer: answerOf(first), keep: true, finishedAt };
      partly(await journal.complete(first.task, () => Promise.resolve(done)), {
        repeated: false,
      });
    },
  },
  {
    name: 'keeps the fact alone when the answer is not to be kept, and runs a repeat',
    async run(journal) {
      const first = orderOf('locate');
      await journal.begin(startOf(first));
      const done = { answer: answerOf(first), keep: false, finishedAt };
      await journal.complete(first.task, () => Promise.resolve(done));
      assert.equal((await journal.find(first.task))?.answer, undefined);
      partly(await journal.find(first.task), { status: 'done' });
      partly(await journal.complete(first.task, () => Promise.resolve(done)), {
        repeated: false,
      });
    },
  },
  {
    name: 'keeps an order that goes on after its 202 until it is done, then the report alone',
    async run(journal) {
      const first = orderOf('erase');
      await journal.begin(startOf(first, { order: first }));
      await journal.begin(startOf(orderOf('erase')));
      assert.deepEqual(await journal.pending(), [{ state: 'running', order: first }]);
      const answer = answerOf(first);
      const { callback } = first;
      const done = { answer, keep: true, finishedAt, callback };
      await journal.complete(first.task, () => Promise.resolve(done));
      const undelivered = { state: 'undelivered', task: first.task, callback, answer };
      assert.deepEqual(await journal.pending(), [undelivered]);
      await journal.settle(first.task, finishedAt);
      assert.deepEqual(await journal.pending(), []);
      partly(await journal.begin(startOf(first, { order: first })), { answer });
      assert.deepEqual(await journal.pending(), []);
    },
  },
  {
    name: 'drops the order of an abandoned task until the same order comes again',
    async run(journal) {
      const first = orderOf('erase');
      await journal.begin(startOf(first, { order: first }));
      await journal.abandon(first.task);
      assert.deepEqual(await journal.pending(), []);
      await journal.begin(startOf(first, { order: first, nonce: 'other' }));
      assert.deepEqual(await journal.pending(), []);
      await journal.begin(startOf(first, { order: first }));
      assert.deepEqual(await journal.pending(), [{ state: 'running', order: first }]);
    },
  },
  {
    name: 'runs a read in a transaction and returns what it returns',
    async run(journal) {
      assert.equal(await journal.read(() => Promise.resolve(7)), 7);
    },
  },
];

function partly(found: object | string | undefined, expected: object): void {
  assert.ok(typeof found === 'object');
  assert.deepEqual({ ...found, ...expected }, found);
}
