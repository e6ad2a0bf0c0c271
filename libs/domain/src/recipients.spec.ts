import { recipientsOwed, toldOf } from './recipients.js';

const recipients = [
  { id: 'group', categories: ['BC', 'ID'], assumed: true },
  { id: 'auditors', categories: ['TR'], assumed: false },
];
const told = { grounds: [], recipients };

describe('recipients of what was changed', () => {
  it.each([
    ['nothing was changed', [], []],
    ['one of its categories was', ['ID'], [{ id: 'group', categories: ['ID'], assumed: true }]],
    ['all of them were', ['BC', 'ID', 'TR'], recipients],
    ['what nobody gets was', ['LOC'], []],
  ])('are owed a notice by what really happened: %s', (_, changed, owed) => {
    expect(recipientsOwed(told, changed)).toEqual(owed);
  });

  it('are owed nothing where no law wants them told', () => {
    expect(recipientsOwed(undefined, ['ID'])).toEqual([]);
  });

  it.each([
    ['delivering', 'fulfilled', true],
    ['fulfilled', 'fulfilled', true],
    ['partly_fulfilled', 'partly_fulfilled', true],
    ['delivering', 'refused', false],
    ['withdrawn', 'fulfilled', false],
    ['withdrawn', null, false],
    ['expired', null, false],
  ] as const)('hear of a restriction only where it stays: %s, %s', (status, outcome, stays) => {
    const actions = toldOf({ status, outcome });
    expect(actions.includes('restrict')).toBe(stays);
    expect(actions).toEqual(expect.arrayContaining(['rectify', 'erase']));
  });
});
