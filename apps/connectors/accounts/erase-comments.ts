import type { Session } from '../store.js';
import { deleted } from '../subjects.js';

/**
 * Deletes a person's comments. One that others answered keeps its place, without author and text:
 * the answers are other people's, and stay as they are.
 */
export async function eraseComments(
  session: Session,
  person: string,
): Promise<{ erased: number; anonymised: number }> {
  let erased = 0;
  // Answering oneself makes chains: each round removes their ends, so it ends with the longest.
  for (let round = await deleteUnanswered(session, person); round > 0;) {
    erased += round;
    round = await deleteUnanswered(session, person);
  }
  const emptied = await session.query(
    `update comments set person_id = null, display_name = null, body = null where person_id = $1
     returning 1`,
    [person],
  );
  return { erased, anonymised: emptied.length };
}

function deleteUnanswered(session: Session, person: string): Promise<number> {
  const sql = `delete from comments where person_id = $1
    and not exists (select from comments answer where answer.parent_id = comments.id)`;
  return deleted(session, sql, [person]);
}
