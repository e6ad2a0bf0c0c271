import type { CategoryPart, Dataset, ExportRecord, Manifest, Order } from './protocol.js';

type Categories = Manifest['categories'];

/** True when an order withholds a part of which nobody has said where it lies. */
export function namesUnknownPart(scope: Order['scope'], categories: Categories): boolean {
  return scope.some(({ category, withhold = [] }) => {
    const known = new Set(partsOf(categories, category).map(({ name }) => name));
    return withhold.some((part) => !known.has(part));
  });
}

/** What an order keeps out of an export, by the manifest's account of where each part lies. */
export class Withheld {
  readonly #places: (CategoryPart & { category: string })[];

  constructor({ scope }: Pick<Order, 'scope'>, { categories }: Pick<Manifest, 'categories'>) {
    this.#places = scope.flatMap(({ category, withhold = [] }) =>
      partsOf(categories, category)
        .filter(({ name }) => withhold.includes(name))
        .map((part) => ({ ...part, category })),
    );
  }

  /** True when nothing of the data set may go out. */
  covers({ name, category }: Pick<Dataset, 'name' | 'category'>): boolean {
    return this.#of(category, name).some(({ fields }) => fields === undefined);
  }

  /** The record without what is withheld; undefined when all of it is. */
  strip(record: ExportRecord): ExportRecord | undefined {
    const places = this.#of(record.category, record.dataset);
    if (places.length === 0) return record;
    if (places.some(({ fields }) => fields === undefined)) return undefined;
    const out = new Set(places.flatMap(({ fields = [] }) => fields));
    const kept = Object.entries(record.data).filter(([name]) => !out.has(name));
    return { ...record, data: Object.fromEntries(kept) };
  }

  /** True when the record holds what should have stayed out. */
  breaks(record: ExportRecord): boolean {
    return this.#of(record.category, record.dataset).some(
      ({ fields }) => !fields || fields.some((name) => Object.hasOwn(record.data, name)),
    );
  }

  #of(category: string, dataset: string): CategoryPart[] {
    return this.#places.filter((part) => part.category === category && part.dataset === dataset);
  }
}

function partsOf(categories: Categories, category: string): CategoryPart[] {
  return categories.find(({ id }) => id === category)?.parts ?? [];
}
