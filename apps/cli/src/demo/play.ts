import type { ExerciseStatus } from '@habeas/domain';
import type { ExerciseView, MeasureView } from '@habeas/requests';
import { pathOf, type Cast, type Part } from './filing.js';
import { acknowledge, answer, isReady } from './messages.js';

/** One thing that is somebody's turn to do, once. */
interface Turn {
  key: string;
  act: () => Promise<string>;
}

/**
 * What the people of the company do when it is their turn: confirm, verify, approve, refuse, send,
 * release. Gives a sentence for each thing done.
 */
export async function takeTurns(cast: Cast, part: Part): Promise<string[]> {
  const turns = [
    { key: 'acknowledge', act: () => acknowledge(cast, part) },
    ...part.view.exercises.flatMap((exercise) => turnOf(cast, part, exercise) ?? []),
  ];
  const said: string[] = [];
  for (const { key, act } of turns) {
    if (part.taken.has(key)) continue;
    part.taken.add(key);
    said.push(await act());
  }
  return said;
}

type TurnOf = (cast: Cast, part: Part, exercise: ExerciseView) => Turn | undefined;

/** Where it is somebody's turn. Everywhere else the systems are at work, or nobody is. */
const TURNS: Partial<Record<ExerciseStatus, TurnOf>> = {
  awaiting_identity: (cast, part, exercise) =>
    part.asked.verified
      ? { key: 'verify', act: () => verify(cast, part) }
      : { key: `refuse ${exercise.id}`, act: () => refuse(cast, part, exercise) },
  awaiting_approval: (cast, part, exercise) => ({
    key: `approve ${exercise.seal}`,
    act: () => approve(cast, part, exercise),
  }),
  awaiting_decision: (cast, part, exercise) =>
    exercise.reason === 'interests_to_weigh'
      ? { key: `weigh ${exercise.seal}`, act: () => weigh(cast, part, exercise) }
      : undefined,
  delivering: (cast, part, exercise) =>
    isReady(exercise)
      ? { key: `send ${exercise.id}`, act: () => answer(cast, part, exercise) }
      : undefined,
  fulfilled: (cast, part, exercise) =>
    exercise.right === 'restriction'
      ? { key: `release ${exercise.id}`, act: () => release(cast, part) }
      : undefined,
};

const turnOf: TurnOf = (cast, part, exercise) => TURNS[exercise.status]?.(cast, part, exercise);

async function verify({ operator }: Cast, part: Part): Promise<string> {
  const [identifier] = part.view.identifiers;
  const body = { identifier: identifier?.id, level: 'substantial', method: 'email_link' };
  await operator.post(`${pathOf(part)}/verifications`, body);
  return `operator verifies the ${identifier?.type}`;
}

async function refuse({ operator }: Cast, part: Part, { id }: ExerciseView): Promise<string> {
  await operator.post(`${pathOf(part)}/refusal`, {
    exercise: id,
    ground: 'identity_not_established',
  });
  return 'operator refuses: the identity is not established';
}

async function approve({ approver }: Cast, part: Part, exercise: ExerciseView): Promise<string> {
  const { id, seal } = exercise;
  await approver.post(`${pathOf(part)}/approval`, { exercise: id, seal, decision: 'approved' });
  return 'approver approves the sealed plan';
}

/** Who weighs is neither who opened the request nor who verified it (GDPR Art. 21(1)). */
async function weigh({ approver }: Cast, part: Part, { id, seal }: ExerciseView): Promise<string> {
  const statement = 'Wir haben keine zwingenden Gründe, die Ihre Interessen überwiegen.';
  const body = { exercise: id, seal, decision: 'upheld', statement };
  await approver.post(`${pathOf(part)}/balance`, body);
  return 'approver weighs the interests and upholds the objection';
}

/** A restriction ends only after the person was told (GDPR Art. 18(3)). */
async function release({ operator }: Cast, part: Part): Promise<string> {
  const path = `/v1/measures?request=${part.id}`;
  const { items } = await operator.get<{ items: MeasureView[] }>(path);
  for (const { id, cause } of items) {
    if (cause !== 'requested') continue;
    const sentAt = new Date().toISOString();
    await operator.post(`/v1/measures/${id}/notice`, { channel: 'letter', sentAt });
    await operator.post(`/v1/measures/${id}/release`);
  }
  return 'operator gives notice and releases the restriction';
}
