import type { ErrorCode } from '@habeas/domain';
import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import { Sweep, type ExerciseView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { daysAgo, fileLate, payloadsOf, spendAttempts, startHelpless } from '../support/halfway.js';
import { until } from '../support/index.js';
import { openWorld, type Role, type World } from '../support/world.js';

const { frenchMan, germanWoman, thaiMan, thaiWoman, vietnameseWoman } = PERSONAS;
const within = 100_000;
const EARLY = 10;

let strangers = 0;
/** Nobody knows her, and no two requests of this file are about the same one. */
const stranger = () => [{ type: 'email', value: `stranger-${(strangers += 1)}@de.example` }];

const taskOf = ({ tasks }: ExerciseView, key: string) => tasks.find((task) => task.key === key);

describe('decisions in mid-course', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(async () => {
    await world.close();
  });

  const act = (id: string, noun: string, body: object = {}, role: Role = 'operator') =>
    world.post(role, `/v1/requests/${id}/${noun}`, body);
  const refused = (call: Promise<unknown>, code: ErrorCode) =>
    expect(call).rejects.toThrow(`"code":"${code}"`);
  const access = (days = EARLY, residence = 'DE') =>
    fileLate(world, { right: 'access', residence, identifiers: stranger() }, days);
  const clockOf = async (id: string) => {
    const [clock] = (await world.exercise(id)).clocks;
    if (!clock) throw new Error('no clock');
    return clock;
  };

  async function erasureApproved(person: { email: string }, residence = 'DE'): Promise<string> {
    const identifiers = [{ type: 'email', value: person.email }];
    const filed = { right: 'erasure' as const, residence, identifiers, closeAccount: true };
    const id = await world.fileVerified(filed);
    await world.reaches(id, 'awaiting_approval');
    return id;
  }

  /** All that does not come after accounts has ended, and accounts has been tried. */
  const othersEnded = (id: string) =>
    until(
      () => world.exercise(id),
      (exercise) =>
        exercise.tasks
          .filter(({ connector }) => connector !== 'accounts')
          .every(({ status }) => status === 'done') &&
        (taskOf(exercise, 'restrict:accounts')?.attempts ?? 0) > 0,
      { within },
    );

  describe('one system down', () => {
    it('lets the others finish, stops once all have ended, and ends once after a retry', async () => {
      const id = await erasureApproved(frenchMan, 'FR');
      const outage = await world.systems.takeDown('accounts');
      await world.approve(id);
      const before = await othersEnded(id);
      expect(before.status).toBe('acting');
      expect(taskOf(before, 'erase:accounts')).toMatchObject({ status: 'waiting', attempts: 0 });
      await spendAttempts(world, id, 'restrict:accounts');
      const stopped = await world.reaches(id, 'awaiting_decision');
      expect(stopped.reason).toBe('task_failed');
      const ended = stopped.tasks.filter(({ connector }) => connector !== 'accounts');
      expect(ended.map(({ outcome }) => outcome)).not.toContain('failed');

      await outage.bringBack();
      const failed = taskOf(stopped, 'restrict:accounts')?.id;
      expect(await act(id, 'retries')).toEqual({ retried: [failed], skipped: [] });
      const [exercise] = (await world.carryThrough(id)).exercises;
      expect(exercise).toMatchObject({ status: 'partly_fulfilled', reason: 'retained_by_law' });
      for (const { id: task, finishedAt } of ended) {
        expect(exercise?.tasks.find((one) => one.id === task)?.finishedAt).toBe(finishedAt);
      }
      const dispatched = (await payloadsOf(world, id)).filter(
        ({ type }) => type === 'task.dispatched',
      );
      const again = dispatched.map(({ data }) => data['task']).filter((task) => task !== failed);
      expect(new Set(again).size).toBe(again.length);
    });

    it('puts another task in the place of one that was answered', async () => {
      const id = await erasureApproved(germanWoman);
      const outage = await world.systems.takeDown('accounts');
      const helpless = await startHelpless(world, outage);
      await world.approve(id);
      const stopped = await world.reaches(id, 'awaiting_decision');
      expect(stopped.reason).toBe('task_needs_human');
      const asked = taskOf(stopped, 'restrict:accounts');
      expect(asked).toMatchObject({ outcome: 'needs_human', receipt: true });
      await helpless.close();
      await outage.bringBack();
      const { id: instead } = await world.post('operator', `/v1/tasks/${asked?.id}/retry`);
      expect(instead).not.toBe(asked?.id);
      const [exercise] = (await world.carryThrough(id)).exercises;
      expect(exercise).toMatchObject({ status: 'partly_fulfilled', reason: 'retained_by_law' });
      expect(taskOf(exercise as ExerciseView, 'restrict:accounts~1')).toMatchObject({
        id: asked?.id,
        outcome: 'needs_human',
        replacedBy: instead,
      });
    });

    it('leaves out what a retired system had still to do, and never says that all is done', async () => {
      const id = await erasureApproved(thaiMan);
      const outage = await world.systems.takeDown('marketing');
      await world.approve(id);
      await until(
        () => world.exercise(id),
        (one) => (taskOf(one, 'restrict:marketing')?.attempts ?? 0) > 0,
        { within },
      );
      await spendAttempts(world, id, 'restrict:marketing');
      const stopped = await world.reaches(id, 'awaiting_decision');
      const task = taskOf(stopped, 'restrict:marketing')?.id;
      await world.database.query(
        `UPDATE connectors SET status = 'retired' WHERE slug = 'marketing'`,
      );
      expect(await act(id, 'retries')).toEqual({ retried: [], skipped: [task] });
      const [exercise] = (await world.carryThrough(id)).exercises;
      expect(exercise).toMatchObject({ status: 'partly_fulfilled', reason: 'task_skipped' });
      const left = exercise?.tasks.filter(({ skipped }) => skipped).map(({ key }) => key);
      expect(left?.sort()).toEqual(['erase:marketing', 'restrict:marketing', 'verify:marketing']);
      expect(exercise?.notice?.ground).toBe('task_skipped');
      await outage.bringBack();
      await world.database.query(
        `UPDATE connectors SET status = 'active' WHERE slug = 'marketing'`,
      );
    });
  });

  describe('withdrawal', () => {
    it('calls no system when it comes before any call', async () => {
      const id = await access();
      await act(id, 'withdrawal');
      await world.carryThrough(id);
      await refused(world.verify(id), 'transition_illegal');
      const view = await world.view(id);
      expect(view.exercises[0]).toMatchObject({ status: 'withdrawn', tasks: [], performed: [] });
    });

    it('takes nothing back that was answered', async () => {
      const filed = { right: 'portability' as const, residence: 'DE', identifiers: stranger() };
      const id = await world.fileVerified(filed);
      const ready = ({ disclosure }: ExerciseView) => disclosure?.status === 'ready';
      await until(() => world.exercise(id), ready, { within });
      const rows = (sql: string) => world.database.query(sql, [id]);
      await rows(`UPDATE disclosures SET status = 'building' WHERE request_id = $1`);
      await refused(world.send(id), 'disclosure_not_ready');
      await rows(`UPDATE disclosures SET status = 'ready' WHERE request_id = $1`);
      // Between the record of the answer and the look that follows it.
      await rows(`UPDATE exercises SET sent_at = now() WHERE request_id = $1`);
      await refused(act(id, 'withdrawal'), 'transition_illegal');
      await rows(`UPDATE exercises SET sent_at = NULL WHERE request_id = $1`);
      expect((await world.carryThrough(id)).exercises[0]).toMatchObject({ status: 'fulfilled' });
    });

    it('calls no further system in mid-run, and says what has been done', async () => {
      const id = await erasureApproved(vietnameseWoman);
      const outage = await world.systems.takeDown('accounts');
      await world.approve(id);
      await othersEnded(id);
      await act(id, 'withdrawal');
      await outage.bringBack();
      const view = await world.carryThrough(id);
      const [exercise] = view.exercises;
      expect(exercise).toMatchObject({ status: 'withdrawn', reason: 'person_withdrew' });
      const done = exercise?.performed.map(({ action, connector }) => `${action}:${connector}`);
      expect(done).toEqual(expect.arrayContaining(['erase:marketing', 'erase:telemetry']));
      // Whether the order to restrict had arrived there is not known: it is told to release.
      expect(done?.filter((key) => key.endsWith(':accounts'))).toEqual(['release:accounts']);
      const said = await payloadsOf(world, id);
      const end = said.findIndex(({ data }) => data['to'] === 'withdrawn');
      const release = exercise?.tasks.find(({ key }) => key === 'release:accounts')?.id;
      const after = said.slice(end).filter(({ type }) => type === 'task.dispatched');
      expect(new Set(after.map(({ data }) => data['task']))).toEqual(new Set([release]));
    });
  });

  describe('without a system, or with one that comes late', () => {
    it('tries at once, or goes on without, a task that waits for its next try', async () => {
      const id = await erasureApproved(vietnameseWoman);
      const outage = await world.systems.takeDown('accounts');
      await world.approve(id);
      const failing = taskOf(await othersEnded(id), 'restrict:accounts')?.id;
      const decide = (what: string, body: object) =>
        until(
          () => world.post('operator', `/v1/tasks/${failing}/${what}`, body).catch(() => undefined),
          (answer) => answer !== undefined,
          { within },
        );
      expect(await decide('retry', {})).toEqual({ id: failing });
      await decide('skip', { reason: 'system_lost' });
      await world.reaches(id, 'delivering');
      // Whether the order to restrict had arrived is not known: it is released once there is an answer.
      await outage.bringBack();
      const [exercise] = (await world.carryThrough(id)).exercises;
      expect(exercise).toMatchObject({ status: 'partly_fulfilled', reason: 'task_skipped' });
      const left = exercise?.tasks.filter(({ skipped }) => skipped === 'system_lost');
      expect(left?.map(({ connector }) => connector)).toEqual(Array(3).fill('accounts'));
      expect(exercise?.tasks.map(({ status }) => status)).not.toContain('waiting');
    });

    it('builds a package anew that could not be built', async () => {
      const filed = { right: 'access' as const, residence: 'DE', identifiers: stranger() };
      const id = await world.fileVerified(filed);
      const ready = ({ disclosure }: ExerciseView) => disclosure?.status === 'ready';
      await until(() => world.exercise(id), ready, { within });
      await world.database.query(`UPDATE disclosures SET status = 'failed' WHERE request_id = $1`, [
        id,
      ]);
      await world.database.query(
        `INSERT INTO outbox (topic, subject_id) VALUES ('request.advance', $1)`,
        [id],
      );
      const stopped = await world.reaches(id, 'awaiting_decision');
      expect(stopped.reason).toBe('disclosure_failed');
      expect(await act(id, 'retries')).toEqual({ retried: [], skipped: [] });
      await until(() => world.exercise(id), ready, { within });
      const [exercise] = (await world.carryThrough(id)).exercises;
      expect(exercise).toMatchObject({ status: 'fulfilled', reason: 'nothing_held' });
    });
  });

  describe('extension', () => {
    const extend = (id: string, notifiedAt = daysAgo(0)) =>
      act(id, 'extension', { reason: 'complexity', notifiedAt });

    it('moves the date once, inside the first period, with both dates on record', async () => {
      const id = await access();
      const before = await clockOf(id);
      await extend(id);
      const after = await clockOf(id);
      const months = (Date.parse(after.legalDue ?? '') - Date.parse(before.legalDue ?? '')) / 2.6e9;
      expect(Math.round(months)).toBe(2);
      expect(after.explanation.join(' ')).toMatch(/Art\. 12\(3\) GDPR.*inside the first period/);
      expect(before.explanation.join(' ')).not.toMatch(/inside the first period/);
      const said = (await payloadsOf(world, id)).find(({ type }) => type === 'clock.recomputed');
      const iso = (date: string | null) => new Date(date ?? '').toISOString();
      expect(said?.data).toMatchObject({
        event: 'extension_notified',
        legalDueBefore: iso(before.legalDue),
        legalDue: iso(after.legalDue),
      });
      await refused(extend(id), 'extension_already_given');
    });

    it('is refused after the first period, before the receipt, and in the future', async () => {
      const id = await access(70);
      const before = await clockOf(id);
      await refused(extend(id), 'extension_too_late');
      await refused(extend(id, daysAgo(80)), 'body_invalid');
      await refused(extend(id, daysAgo(-1)), 'received_in_future');
      expect(await clockOf(id)).toEqual(before);
    });

    it('is not known to the PDPA', async () => {
      await refused(extend(await access(EARLY, 'TH')), 'extension_not_in_law');
    });
  });

  describe('questions to the person', () => {
    it('counts no day between a question about access and its answer', async () => {
      const id = await access();
      const before = await clockOf(id);
      await act(id, 'clarification', { question: 'which_data', askedAt: daysAgo(8) });
      const asked = await world.reaches(id, 'awaiting_clarification');
      expect(asked.clocks[0]).toMatchObject({ legalDue: null, safeDue: before.safeDue });
      await act(id, 'clarification/answer', { answeredAt: daysAgo(3) });
      await world.reaches(id, 'awaiting_identity');
      const after = await clockOf(id);
      expect(after.explanation.join(' ')).toContain(': 5 days do not count (policy).');
      expect(Date.parse(after.legalDue ?? '')).toBeGreaterThan(Date.parse(before.legalDue ?? ''));
      expect(after.safeDue).toBe(before.safeDue);
    });

    it('voids the plan that was sealed before the answer', async () => {
      const identifiers = [{ type: 'email', value: thaiWoman.email }];
      const id = await world.fileVerified({ right: 'erasure', residence: 'DE', identifiers });
      const { seal } = await world.reaches(id, 'awaiting_approval');
      await act(id, 'clarification', { question: 'close_account' });
      await refused(act(id, 'clarification/answer'), 'body_invalid');
      await act(id, 'clarification/answer', { closeAccount: true });
      const again = await world.reaches(id, 'awaiting_approval');
      expect(again.parameters).toEqual({ closeAccount: true });
      expect(again.seal).not.toBe(seal);
      await refused(
        act(id, 'approval', { seal, decision: 'approved' }, 'approver'),
        'seal_mismatch',
      );
      await act(id, 'withdrawal');
      expect((await world.carryThrough(id)).exercises[0]?.performed).toEqual([]);
    });

    it('counts no day while a doubt about identity is cleared up', async () => {
      const id = await access();
      await act(id, 'identity-question', { askedAt: daysAgo(7) });
      expect((await clockOf(id)).legalDue).toBeNull();
      await refused(act(id, 'identity-question'), 'question_open');
      await world.verify(id);
      const known = await world.reaches(id, 'delivering');
      expect(known.events.map(({ type }) => type)).toEqual([
        'identity_requested',
        'identity_confirmed',
      ]);
      expect(known.clocks[0]?.explanation.join(' ')).toContain(': 7 days do not count (policy).');
    });
  });

  describe('refusal', () => {
    it('is true: nothing was erased before, and nothing is done after', async () => {
      const id = await erasureApproved(thaiWoman);
      const pause = (status: string) =>
        world.database.query(`UPDATE connectors SET status = $1`, [status]);
      await pause('paused');
      await world.approve(id);
      await world.reaches(id, 'acting');
      const set = (values: string, key: string) =>
        world.database.query(`UPDATE tasks SET ${values} WHERE request_id = $1 AND key = $2`, [
          id,
          key,
        ]);
      // Sent once, and nobody knows whether it arrived.
      await set(`attempts = 1`, 'erase:telemetry');
      const refuse = () => act(id, 'refusal', { ground: 'legal_claims' });
      await refused(refuse(), 'transition_illegal');
      await set(`attempts = 0`, 'erase:telemetry');
      // A worker has it, and dies.
      const lost = `status = 'running', attempts = 1, attempt_token = 'lost', lease_until = now()`;
      await set(lost, 'restrict:telemetry');
      await refuse();
      await pause('active');
      const ended = await until(
        () => world.exercise(id),
        ({ tasks }) => tasks.every(({ status }) => ['done', 'cancelled'].includes(status)),
        { within },
      );
      expect(taskOf(ended, 'restrict:telemetry')).toMatchObject({
        status: 'cancelled',
        attempts: 1,
      });
      expect(ended).toMatchObject({ status: 'delivering', outcome: 'refused', performed: [] });
    });

    it('owes a notice with reason, authority and court, in the language of the person', async () => {
      const identifiers = stranger();
      const filed = { right: 'access' as const, residence: 'FR', identifiers, locale: 'fr-FR' };
      const id = await fileLate(world, filed, 2);
      expect((await world.exercise(id)).notice).toBeNull();
      await act(id, 'refusal', { ground: 'manifestly_excessive' });
      const { notice, clocks } = await world.reaches(id, 'delivering');
      expect(notice).toMatchObject({
        locale: 'fr',
        ground: 'manifestly_excessive',
        reason: expect.stringContaining('manifestement excessive'),
      });
      expect(notice?.laws).toEqual([
        {
          law: 'gdpr',
          citations: ['Art. 12(5) GDPR'],
          complaint: expect.stringContaining('https://www.cnil.fr'),
          authority: { name: expect.stringContaining('CNIL'), url: 'https://www.cnil.fr' },
          remedy: expect.stringContaining('79'),
          dueAt: clocks[0]?.milestones['refusalNotice'],
        },
      ]);
      expect((await world.carryThrough(id)).exercises[0]).toMatchObject({ status: 'refused' });
    });
  });

  it('has one person in charge, as long as there is something to do', async () => {
    const id = await access();
    const { openedBy } = await world.view(id);
    await act(id, 'assignment', { principal: openedBy });
    expect((await world.view(id)).assignedTo).toBe(openedBy);
    await refused(act(id, 'assignment', { principal: `prn_${'0'.repeat(32)}` }), 'not_found');
    await act(id, 'withdrawal');
    await refused(act(id, 'assignment', { principal: openedBy }), 'transition_illegal');
  });

  describe('what is not possible', () => {
    const seal = 'A'.repeat(43);
    const told = { reason: 'complexity', notifiedAt: daysAgo(0) };

    it.each<[string, object, ErrorCode]>([
      ['approval', { seal, decision: 'approved' }, 'identity_unverified'],
      ['answer', { channel: 'email', sentAt: daysAgo(0) }, 'identity_unverified'],
      ['clarification/answer', {}, 'identity_unverified'],
      ['retries', {}, 'task_not_failed'],
    ])('runs no unverified request by %s', async (noun, body, code) => {
      const id = await access();
      await refused(act(id, noun, body, noun === 'approval' ? 'approver' : 'operator'), code);
      expect(await world.exercise(id)).toMatchObject({ status: 'awaiting_identity', tasks: [] });
    });

    it.each<[string, object, ErrorCode]>([
      ['approval', { seal, decision: 'approved' }, 'transition_illegal'],
      ['extension', told, 'transition_illegal'],
      ['identity-question', {}, 'transition_illegal'],
      ['clarification', { question: 'which_data' }, 'transition_illegal'],
      ['clarification/answer', {}, 'transition_illegal'],
      ['refusal', { ground: 'legal_claims' }, 'transition_illegal'],
      ['withdrawal', {}, 'transition_illegal'],
      ['answer', { channel: 'email', sentAt: daysAgo(0) }, 'transition_illegal'],
      ['retries', {}, 'task_not_failed'],
    ])('changes no refused request by %s', async (noun, body, code) => {
      const id = await access();
      await act(id, 'refusal', { ground: 'manifestly_unfounded' });
      await world.send(id);
      await world.reaches(id, 'refused');
      await refused(act(id, noun, body, noun === 'approval' ? 'approver' : 'operator'), code);
      expect(await world.exercise(id)).toMatchObject({ status: 'refused', tasks: [] });
    });

    it('decides about no task that has not failed, or that is not there', async () => {
      const id = await world.fileVerified({
        right: 'access',
        residence: 'DE',
        identifiers: stranger(),
      });
      const { tasks } = await world.reaches(id, 'delivering');
      for (const [what, body] of [
        ['retry', {}],
        ['skip', { reason: 'system_lost' }],
      ] as const) {
        const call = (task: string | undefined) =>
          world.post('operator', `/v1/tasks/${task}/${what}`, body);
        await refused(call(tasks[0]?.id), 'task_not_failed');
        await refused(call(`tsk_${'0'.repeat(32)}`), 'not_found');
      }
      await refused(act(id, 'clarification', { question: 'which_data' }), 'transition_illegal');
      await refused(act(id, 'identity-question'), 'transition_illegal');
    });
  });

  it('ends what was asked long ago and never answered, and nothing else', async () => {
    const [unknown, unclear, unasked] = [await access(), await access(), await access()];
    await act(unknown, 'identity-question', { askedAt: daysAgo(0) });
    await act(unclear, 'clarification', { question: 'which_period', askedAt: daysAgo(0) });
    const sweep = world.worker?.get(Sweep, { strict: false });
    const day = 86_400_000;
    await sweep?.run(new Date(Date.now() + 89 * day));
    await sweep?.run(new Date(Date.now() + 91 * day));
    for (const id of [unknown, unclear]) {
      const expired = await world.reaches(id, 'expired');
      expect(expired).toMatchObject({ reason: 'question_unanswered', tasks: [] });
      expect((await world.carryThrough(id)).closedAt).not.toBeNull();
    }
    expect((await world.exercise(unasked)).status).toBe('awaiting_identity');
  });

  it('leaves the full history in place, whatever was decided', async () => {
    const path = '/v1/requests?limit=100';
    const { items } = await world.get<{ items: { id: string }[] }>('operator', path);
    expect(items.length).toBeGreaterThan(20);
    for (const { id } of items) {
      const opened = await world.evidence(id);
      expect(verifyChain(opened).findings).toEqual([]);
      expect((await verifyReceipts(opened)).findings).toEqual([]);
    }
  });
});
