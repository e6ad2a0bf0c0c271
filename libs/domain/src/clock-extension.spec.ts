import { judgeExtension } from './clock-extension.js';

const end = {
  extensionNotice: '2026-04-02T21:59:59Z',
  extensionNoticeSafe: '2026-04-02T21:59:59Z',
};

describe('an extension', () => {
  test.each([
    ['2026-03-02T09:00:00.000Z', 'possible'],
    ['2026-04-02T21:59:59.999Z', 'possible'],
    ['2026-04-02T22:00:00.000Z', 'too_late'],
  ])('notified at %s is %s', (notifiedAt, verdict) => {
    expect(judgeExtension({ milestones: end }, notifiedAt)).toBe(verdict);
  });

  it('is possible while the first period is suspended, since it has no end yet', () => {
    const milestones = { extensionNoticeSafe: end.extensionNoticeSafe };
    expect(judgeExtension({ milestones }, '2027-01-01T00:00:00.000Z')).toBe('possible');
  });

  it('is not in a law whose clock has no milestone for it', () => {
    const milestones = { refusalNotice: end.extensionNotice };
    expect(judgeExtension({ milestones }, '2026-03-02T09:00:00.000Z')).toBe('not_in_law');
  });
});
