import type { DataCategory, Register } from '@habeas/domain';
import { faultAt, type Fault, type Path, type SourceFile } from './source-file.js';

/** Parts of categories: what is derived, secret or held somewhere must be a part, and held. */
export function checkParts(file: SourceFile, { categories, systems }: Register): Fault[] {
  const ofCategories = categories.flatMap((category, index) =>
    (['derived', 'secrets'] as const).flatMap((list) =>
      notAPart(file, { category, given: category[list], path: ['categories', index, list] }),
    ),
  );
  const ofSystems = systems.flatMap((system, index) =>
    system.categories.flatMap(({ id, parts }, at) => {
      const category = categories.find((one) => one.id === id);
      const path = ['systems', index, 'categories', at, 'parts'];
      return category ? notAPart(file, { category, given: parts, path }) : [];
    }),
  );
  return [...ofCategories, ...ofSystems, ...heldNowhere(file, categories, systems)];
}

function notAPart(
  file: SourceFile,
  {
    category,
    given = [],
    path,
  }: { category: DataCategory; given?: string[] | undefined; path: Path },
): Fault[] {
  return given.flatMap((part, index) => {
    if (category.holds.includes(part)) return [];
    const detail = `${category.id} holds no "${part}"; name one of its parts in \`holds\`.`;
    return [faultAt(file, [...path, index], detail)];
  });
}

function heldNowhere(
  file: SourceFile,
  categories: Register['categories'],
  systems: Register['systems'],
): Fault[] {
  return categories.flatMap((category, index) => {
    const held = systems.flatMap((one) => one.categories.filter(({ id }) => id === category.id));
    // Where no system holds the category at all, that is told already.
    if (held.length === 0) return [];
    const lacking = category.holds.findIndex(
      (part) => !held.some(({ parts }) => !parts || parts.includes(part)),
    );
    if (lacking < 0) return [];
    const detail = `No system holds "${category.holds[lacking]}"; add it to the parts of one.`;
    return [faultAt(file, ['categories', index, 'holds', lacking], detail)];
  });
}
