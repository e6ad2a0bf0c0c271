import { orderOf } from '../test/fixtures.js';
import { overviewFaults } from './consistency.js';
import type { Dataset } from './protocol.js';

const manifest = {
  categories: [
    { id: 'contact', datasets: ['people', 'addresses'] },
    { id: 'usage', datasets: ['logins'] },
  ],
};
const order = orderOf('export', { scope: [{ category: 'contact', retain: [] }] });
const people: Dataset = { name: 'people', category: 'contact', records: 2 };
const addresses: Dataset = { name: 'addresses', category: 'contact', records: 0 };

describe('the overview of an export', () => {
  it.each<[string, Dataset[], number]>([
    ['names every data set that was ordered, empty ones too', [addresses, people], 0],
    ['may name one that is new', [people, addresses, { ...people, name: 'notes' }], 0],
    ['lacks one that the manifest names', [people], 1],
    ['lacks one that stands under another category', [people, { ...addresses, category: 'x' }], 1],
    ['names none', [], 2],
  ])('%s', (_, datasets, faults) => {
    expect(overviewFaults({ datasets }, { order, manifest })).toHaveLength(faults);
  });
});
