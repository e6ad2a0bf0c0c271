import type { Identifier } from '@habeas/connector-sdk';

/** Where Habeas answers, and a key with the scope `connector-owner`. */
export interface HabeasAccess {
  url: string;
  key: string;
}

/** What is not to be done with a person: make her again after her erasure, mail her. */
export interface Suppressed {
  recreate: boolean;
  marketing: boolean;
}

/** Answers in the order of the identifiers. */
export type AskSuppressions = (identifiers: Identifier[]) => Promise<Suppressed[]>;

/** Identifiers in one question: the header that bears them is limited, however long they are. */
export const QUESTION_MAX = 25;
const TIMEOUT_MS = 10_000;

/**
 * Asks `GET /v1/suppressions/check`. Throws when Habeas does not answer as agreed: whom nobody can
 * judge is neither made nor mailed. Errors name nobody.
 */
export function suppressionsAt({ url, key }: HabeasAccess): AskSuppressions {
  return async (identifiers) => {
    const answers: Suppressed[] = [];
    for (let first = 0; first < identifiers.length; first += QUESTION_MAX) {
      answers.push(...(await ask({ url, key }, identifiers.slice(first, first + QUESTION_MAX))));
    }
    return answers;
  };
}

async function ask({ url, key }: HabeasAccess, identifiers: Identifier[]): Promise<Suppressed[]> {
  const asked = identifiers.map(({ type, value }) => ({ type, value }));
  const response = await fetch(`${url.replace(/\/+$/, '')}/v1/suppressions/check`, {
    headers: {
      authorization: `Bearer ${key}`,
      'habeas-identifiers': Buffer.from(JSON.stringify(asked)).toString('base64url'),
    },
    // A redirect would carry the identifiers to whom nobody chose.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Habeas answered ${response.status} to a suppression check`);
  const answers = answersIn(await response.json());
  if (answers.length === identifiers.length) return answers;
  throw new Error('Habeas did not answer for every identifier of a suppression check');
}

function answersIn(body: unknown): Suppressed[] {
  const { items } = body as { items?: { purposes?: unknown }[] };
  if (!Array.isArray(items)) return [];
  return items.map(({ purposes }) => {
    if (!Array.isArray(purposes)) throw new Error('a suppression check was answered malformed');
    return { recreate: purposes.includes('recreate'), marketing: purposes.includes('marketing') };
  });
}
