import type { ExerciseView, MessageView } from '@habeas/requests';
import { pathOf, type Cast, type Part } from './filing.js';

/** Before anything else: once the request has ended, nobody owes a confirmation any more. */
export async function acknowledge(cast: Cast, part: Part): Promise<string> {
  await sendDue(cast, part, ({ kind }) => kind === 'acknowledgement');
  return 'operator confirms the receipt';
}

/** The answer ends the exercise; its package, where it has one, is ready by then. */
export async function answer(cast: Cast, part: Part, exercise: ExerciseView): Promise<string> {
  await sendDue(cast, part, (due) => due.exercise === exercise.id);
  return isPackaged(exercise) ? 'operator sends the package' : 'operator sends the answer';
}

export const isReady = (exercise: ExerciseView): boolean =>
  !isPackaged(exercise) || exercise.disclosure?.status === 'ready';

const isPackaged = ({ right, outcome }: ExerciseView) =>
  (right === 'access' || right === 'portability') && outcome !== 'refused';

/** Records as sent what the person is owed; a request closes only when nothing is. */
async function sendDue(
  { operator }: Cast,
  part: Part,
  isMeant: (due: MessageView) => boolean,
): Promise<void> {
  const path = `${pathOf(part)}/messages?status=due`;
  const { items } = await operator.get<{ items: MessageView[] }>(path);
  const meant = items.filter(isMeant);
  if (meant.length === 0) throw new Error(`nothing is due in ${part.id} that ought to be`);
  for (const { id } of meant) {
    const sentAt = new Date().toISOString();
    await operator.post(`/v1/messages/${id}/dispatch`, { channel: 'email', sentAt });
  }
}
