import type { ExerciseStatus } from '@habeas/domain';
import type { ExerciseView, MeasureView, RequestView } from '@habeas/requests';
import type { ApiClient } from '../api-client.js';
import type { Asked } from './scenario.js';

/** Who acts in the demo, each with a key of its own. */
export interface Cast {
  portal: ApiClient;
  operator: ApiClient;
  approver: ApiClient;
  auditor: ApiClient;
}

/** One request on its way: what was asked and what is recorded of it now. */
export interface Part {
  asked: Asked;
  id: string;
  view: RequestView;
  /** Decisions already taken: a person does not press the same button twice. */
  taken: Set<string>;
}

/** Files all requests at once, as they come in over a day. */
export async function fileAll(cast: Cast, scenario: readonly Asked[]): Promise<Part[]> {
  return Promise.all(scenario.map((asked) => fileOne(cast, asked)));
}

async function fileOne({ portal, operator }: Cast, asked: Asked): Promise<Part> {
  const { closeAccount, stays, residence, identifiers } = asked;
  const { id } = await portal.post<{ id: string }>('/v1/requests', {
    receivedAt: new Date().toISOString(),
    channel: asked.channel,
    locale: asked.locale,
    subject: { residence, identifiers, ...(stays ? { stays } : {}) },
    rights: asked.rights.map(({ right }) => ({
      right,
      ...(right === 'erasure' && closeAccount ? { parameters: { closeAccount } } : {}),
    })),
  });
  const view = await operator.get<RequestView>(`/v1/requests/${id}`);
  return { asked, id, view, taken: new Set() };
}

/** One thing that is somebody's turn to do, once. */
interface Turn {
  key: string;
  act: () => Promise<string>;
}

/**
 * What the people of the company do when it is their turn: verify, approve, refuse, send, release.
 * Gives a sentence for each thing done.
 */
export async function takeTurns(cast: Cast, part: Part): Promise<string[]> {
  const turns = part.view.exercises.flatMap((exercise) => turnOf(cast, part, exercise) ?? []);
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
      ? { key: `send ${exercise.id}`, act: () => send(cast, part, exercise) }
      : undefined,
  fulfilled: (cast, part, exercise) =>
    exercise.right === 'restriction'
      ? { key: `release ${exercise.id}`, act: () => release(cast, part) }
      : undefined,
};

const turnOf: TurnOf = (cast, part, exercise) => TURNS[exercise.status]?.(cast, part, exercise);

const pathOf = ({ id }: Part) => `/v1/requests/${id}`;

const isPackaged = ({ right, outcome }: ExerciseView) =>
  right === 'access' && outcome !== 'refused';
const isReady = (exercise: ExerciseView) =>
  !isPackaged(exercise) || exercise.disclosure?.status === 'ready';

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

async function send({ operator }: Cast, part: Part, exercise: ExerciseView): Promise<string> {
  const sentAt = new Date().toISOString();
  await operator.post(`${pathOf(part)}/answer`, {
    exercise: exercise.id,
    channel: 'email',
    sentAt,
  });
  return isPackaged(exercise) ? 'operator sends the package' : 'operator sends the answer';
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
