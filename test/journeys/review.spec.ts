import { verifyChain } from '@habeas/evidence-format';
import { PolicyInForce, readPolicyFiles } from '@habeas/policy';
import type { MessageText, MessageView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { payloadsOf } from '../support/halfway.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const { germanWoman, frenchMan, thaiMan } = PERSONAS;
const email = (value: string) => [{ type: 'email', value }];
const REASONS = 'The score was taken from the records of another device; it was put right.';

describe('what a person must judge because of the policy in force', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(() => world.close());

  const review = (residence: string, value: string) =>
    world.fileVerified({
      right: 'automated_decision_review',
      residence,
      identifiers: email(value),
    });
  const answerTo = async (id: string) => {
    const path = `/v1/requests/${id}/messages?kind=answer`;
    const { items } = await world.get<{ items: MessageView[] }>('operator', path);
    const [message] = items;
    return (await world.get<MessageText>('operator', `/v1/messages/${message?.id}`)).text;
  };

  /** Activates the policy in force with one file changed; both processes follow. */
  async function change(name: string, edit: (text: string) => string): Promise<void> {
    const { items } = await world.get<{ items: { digest: string; status: string }[] }>(
      'steward',
      '/v1/policy-versions',
    );
    const replaces = items.find(({ status }) => status === 'in_force')?.digest;
    const shipped = Object.entries(readPolicyFiles(world.config.policyDir));
    const files = shipped.map(([file, text]) => ({
      name: file,
      text: file === name ? edit(text) : text,
    }));
    const made = await world.post<{ digest: string }>('steward', '/v1/policy-versions', { files });
    await world.post('steward', `/v1/policy-versions/${made.digest}/activation`, { replaces });
    await world.worker?.get(PolicyInForce).refresh();
  }

  it('is no right under the PDPA', async () => {
    const call = world.file({
      right: 'automated_decision_review',
      residence: 'TH',
      identifiers: email(thaiMan.email),
    });
    await expect(call).rejects.toThrow('right_not_supported');
    await expect(
      world.file({
        right: 'automated_decision_review',
        residence: 'TH',
        identifiers: email(thaiMan.email),
      }),
    ).rejects.toThrow('pdpa_tha');
  });

  it('is answered with that none is taken, as the register says', async () => {
    const id = await review('DE', germanWoman.email);
    const done = await world.reaches(id, 'delivering');
    expect(done).toMatchObject({ reason: 'no_automated_decision', outcome: 'fulfilled' });
    expect(await answerTo(id)).toContain('We take no decision about you by automated means alone');
    const early = world.post('approver', `/v1/requests/${id}/review`, {
      seal: done.seal,
      outcome: 'changed',
      statement: REASONS,
    });
    await expect(early).rejects.toThrow('transition_illegal');
    await world.carryThrough(id);
  });

  describe('once the register says that decisions are automated', () => {
    let erasure: string;
    let sealed: string | null;
    beforeAll(async () => {
      erasure = await world.fileVerified({
        right: 'erasure',
        residence: 'FR',
        identifiers: email(frenchMan.email),
        closeAccount: true,
      });
      ({ seal: sealed } = await world.reaches(erasure, 'awaiting_approval'));
      await change('registers/smartapp.yaml', (text) =>
        text.replace('automatedDecisions: false', 'automatedDecisions: true'),
      );
    });

    it('a plan from before stops before anything is erased, and is put up anew', async () => {
      await until(
        () => world.exercise(erasure),
        ({ drift }) => drift.length > 0,
        { within: 30_000 },
      );
      await world.approve(erasure);
      const stopped = await world.reaches(erasure, 'awaiting_decision');
      expect(stopped.reason).toBe('plan_drifted');
      expect(stopped.tasks.some(({ action }) => action === 'erase')).toBe(false);
      await world.post('operator', `/v1/requests/${erasure}/replanning`);
      const again = await world.reaches(erasure, 'awaiting_approval');
      expect(again.seal).not.toBe(sealed);
      expect(again).toMatchObject({ approvals: [], drift: [] });
      const view = await world.carryThrough(erasure);
      expect(view.exercises[0]?.tasks.some(({ action }) => action === 'erase')).toBe(true);
      expect(verifyChain(await world.evidence(erasure))).toMatchObject({ state: 'complete' });
    });

    it('a person looks at the decision again, and her word is the answer', async () => {
      const id = await review('DE', germanWoman.email);
      const waiting = await world.reaches(id, 'awaiting_decision');
      expect(waiting.reason).toBe('decision_to_review');
      const judged = { seal: waiting.seal, outcome: 'changed', statement: REASONS };
      await world.post('approver', `/v1/requests/${id}/review`, judged);
      const done = await world.reaches(id, 'delivering');
      expect(done).toMatchObject({ reason: 'decision_changed', outcome: 'fulfilled' });
      expect(done.judgement).toMatchObject({ kind: 'review', outcome: 'changed' });
      const text = await answerTo(id);
      expect(text).toContain('A person has looked at the decision again and changed it');
      expect(text).toContain(REASONS);
      await world.carryThrough(id);
      const facts = await payloadsOf(world, id);
      expect(JSON.stringify(facts)).not.toContain('score');
      expect(facts.map(({ type }) => type)).toContain('decision.reviewed');
    });
  });
});
