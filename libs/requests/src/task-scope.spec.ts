import type { PlannedTask } from '@habeas/domain';
import { taskScope } from './task-scope.js';

const planned: PlannedTask = {
  key: 'export:accounts',
  connector: 'accounts',
  action: 'export',
  scope: [
    { category: 'ID', retain: [] },
    { category: 'PU', retain: [] },
  ],
  after: [],
};

it('says of each category what stays out of it and which of its places change', () => {
  const withheld = [{ category: 'PU', parts: ['passwords'] }];
  expect(taskScope({ ...planned, withheld })).toEqual([
    { category: 'ID', retain: [] },
    { category: 'PU', retain: [], withhold: ['passwords'] },
  ]);
  const changes = [{ category: 'ID', paths: ['/people/name'] }];
  expect(taskScope({ ...planned, changes })[0]).toEqual({
    ...{ category: 'ID', retain: [], paths: ['/people/name'] },
  });
});
