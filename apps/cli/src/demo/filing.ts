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
  const { stays, residence, identifiers } = asked;
  const { id } = await portal.post<{ id: string }>('/v1/requests', {
    receivedAt: new Date().toISOString(),
    channel: asked.channel,
    locale: asked.locale,
    subject: { residence, identifiers, ...(stays ? { stays } : {}) },
    rights: asked.rights.map(({ right, parameters }) => ({
      right,
      ...(parameters ? { parameters } : {}),
    })),
  });
  const view = await operator.get<RequestView>(pathOf({ id }));
  return { asked, id, view, taken: new Set() };
}

export const pathOf = ({ id }: Pick<Part, 'id'>): string => `/v1/requests/${id}`;
