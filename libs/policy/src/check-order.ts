import type { Register } from '@habeas/domain';
import { faultAt, type Fault, type SourceFile } from './source-file.js';

/** `erasedAfter`: names systems, and no system waits for itself by way of others. */
export function checkOrder(file: SourceFile, { systems }: Register): Fault[] {
  const known = systems.map(({ id }) => id);
  return systems.flatMap(({ id, erasedAfter = [] }, index) => {
    const path = ['systems', index, 'erasedAfter'];
    const unknown = erasedAfter.flatMap((name, at) => {
      if (known.includes(name)) return [];
      const detail = `No system is called ${name}; known are ${known.join(', ')}.`;
      return [faultAt(file, [...path, at], detail)];
    });
    const circle = wayBack(systems, id);
    if (!circle) return unknown;
    const detail = `${circle.join(' waits for ')}: none could be first; remove one of these.`;
    return [...unknown, faultAt(file, path, detail)];
  });
}

/** The way from a system back to itself, if there is one. */
function wayBack(systems: Register['systems'], start: string): string[] | undefined {
  const nextOf = (name: string) => systems.find(({ id }) => id === name)?.erasedAfter ?? [];
  const seen = new Set<string>();
  let trails = [[start]];
  while (trails.length > 0) {
    const longer = trails.flatMap((trail) =>
      nextOf(trail.at(-1) ?? '').map((name) => [...trail, name]),
    );
    const circle = longer.find((trail) => trail.at(-1) === start);
    if (circle) return circle;
    trails = longer.filter((trail) => !seen.has(trail.at(-1) ?? ''));
    for (const trail of trails) seen.add(trail.at(-1) ?? '');
  }
  return undefined;
}
