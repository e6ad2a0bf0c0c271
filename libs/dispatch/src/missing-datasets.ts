import { overviewFaults, type Dataset, type Manifest, type Order } from '@habeas/connector-sdk';
import { CallFailure } from './failure.js';

/**
 * Refuses to go on with a system that no longer knows a data set of its registered manifest: what it
 * hands over, erases or verifies is then less than what was sealed. Throws `CallFailure`.
 */
export function refuseMissing(
  datasets: Dataset[],
  order: Order,
  { manifest }: { manifest: Manifest },
): void {
  if (overviewFaults({ datasets }, { order, manifest }).length > 0) {
    throw new CallFailure('contract', 'dataset_missing');
  }
}

/** The data sets of a manifest, as an overview of nobody's data. */
export function datasetsOf({ categories }: Pick<Manifest, 'categories'>): Dataset[] {
  return categories.flatMap(({ id, datasets }) =>
    datasets.map((name) => ({ name, category: id, records: 0 })),
  );
}
