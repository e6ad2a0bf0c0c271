import { isFinal } from '@habeas/domain';
import type { RequestView } from '@habeas/requests';
import { CliFailure, EXIT } from '../exit.js';
import type { Cast, Part } from './filing.js';
import { takeTurns } from './play.js';

/** The demo looks at its requests this often, as a person would reload a page. */
const LOOK_MS = 150;
/** A demo that takes longer than this has failed. */
const LIMIT_MS = 180_000;

export interface Telling {
  report: (part: Part, line: string) => void;
  /** Called between two looks, for what happens beside the requests. */
  meanwhile: (parts: Part[]) => Promise<void>;
}

/** Plays until every request has ended; reports each change as it shows. */
export async function playToEnd(cast: Cast, parts: Part[], telling: Telling): Promise<void> {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    await Promise.all(parts.filter(isOpen).map((part) => lookAt(cast, part, telling.report)));
    await telling.meanwhile(parts);
    if (!parts.some(isOpen)) return;
    if (Date.now() > until) throw new CliFailure(EXIT.no, stuck(parts.filter(isOpen)));
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const isOpen = ({ view }: Part) => !isFinal(view.status) || view.closedAt === null;

async function lookAt(cast: Cast, part: Part, report: Telling['report']): Promise<void> {
  const before = part.view;
  part.view = await cast.operator.get<RequestView>(`/v1/requests/${part.id}`);
  for (const line of changes(before, part.view)) report(part, line);
  for (const turn of await takeTurns(cast, part)) report(part, turn);
}

/** What changed between two looks, in the words of the tables. */
export function changes(before: RequestView, after: RequestView): string[] {
  return after.exercises.flatMap((exercise, index) => {
    const was = before.exercises[index];
    const tasks = exercise.tasks.flatMap((task) => {
      const earlier = was?.tasks.find(({ id }) => id === task.id);
      if (task.status !== 'done' || earlier?.status === 'done') return [];
      const counts = Object.entries(task.result?.counts ?? {}).filter(([, count]) => count > 0);
      const records = counts.map(([name, count]) => `${count} ${name}`).join(', ');
      return [`${task.connector} ${task.action}: ${task.outcome}${records && ` (${records})`}`];
    });
    const moved = was?.status === exercise.status ? [] : [`${exercise.status}: ${exercise.reason}`];
    return [...tasks, ...moved];
  });
}

function stuck(parts: Part[]): string {
  const lines = parts.map(({ asked, id, view }) => {
    const at = view.exercises.map(({ status, reason }) => `${status} (${reason})`).join(', ');
    return `  ${asked.name}, ${id}: ${at}`;
  });
  return `Not finished in time:\n${lines.join('\n')}`;
}
