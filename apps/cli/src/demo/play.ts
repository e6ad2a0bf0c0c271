import type { RequestView } from '@habeas/requests';
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
  const { right, closeAccount } = asked;
  const { id } = await portal.post<{ id: string }>('/v1/requests', {
    receivedAt: new Date().toISOString(),
    channel: asked.channel,
    locale: asked.locale,
    subject: { residence: asked.residence, identifiers: asked.identifiers },
    rights: [{ right, ...(closeAccount === undefined ? {} : { parameters: { closeAccount } }) }],
  });
  const view = await operator.get<RequestView>(`/v1/requests/${id}`);
  return { asked, id, view, taken: new Set() };
}

/**
 * What the people of the company do when it is their turn: verify, approve, refuse, send. Returns
 * the sentence that says what was done, or undefined when it is nobody's turn.
 */
export async function takeTurn(cast: Cast, part: Part): Promise<string | undefined> {
  const [exercise] = part.view.exercises;
  const path = `/v1/requests/${part.id}`;
  if (!exercise || part.taken.has(exercise.status)) return undefined;
  const done = await decide(cast, part, path);
  if (done) part.taken.add(exercise.status);
  return done;
}

function decide(cast: Cast, part: Part, path: string): Promise<string | undefined> {
  const [exercise] = part.view.exercises;
  const status = exercise?.status;
  if (status === 'awaiting_identity') {
    return part.asked.verified ? verify(cast, part, path) : refuse(cast, path);
  }
  if (status === 'awaiting_approval') return approve(cast, path, exercise?.seal ?? null);
  if (status === 'delivering') return send(cast, part, path);
  return Promise.resolve(undefined);
}

async function approve({ approver }: Cast, path: string, seal: string | null): Promise<string> {
  await approver.post(`${path}/approval`, { seal, decision: 'approved' });
  return 'approver approves the sealed plan';
}

async function verify({ operator }: Cast, part: Part, path: string): Promise<string> {
  const [identifier] = part.view.identifiers;
  const body = { identifier: identifier?.id, level: 'substantial', method: 'email_link' };
  await operator.post(`${path}/verifications`, body);
  return `operator verifies the ${identifier?.type}`;
}

async function refuse({ operator }: Cast, path: string): Promise<string> {
  await operator.post(`${path}/refusal`, { ground: 'identity_not_established' });
  return 'operator refuses: the identity is not established';
}

async function send({ operator }: Cast, part: Part, path: string): Promise<string | undefined> {
  const [exercise] = part.view.exercises;
  const packaged = exercise?.right === 'access' && exercise.outcome !== 'refused';
  if (packaged && exercise.disclosure?.status !== 'ready') return undefined;
  const body = { channel: 'email', sentAt: new Date().toISOString() };
  await operator.post(`${path}/answer`, body);
  return packaged ? 'operator sends the package' : 'operator sends the answer';
}
