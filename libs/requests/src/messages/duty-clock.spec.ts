import { fileURLToPath } from 'node:url';
import type { OtherDuty, Venue } from '@habeas/domain';
import { loadPolicy } from '@habeas/policy';
import { dutyDue } from './duty-clock.js';

const shipped = loadPolicy(fileURLToPath(new URL('../../../policy/data', import.meta.url)));
const london = { zone: 'Europe/London', calendar: 'GB-ENG' } as unknown as Venue;
const venues = { ...shipped.controller.venues, uk_gdpr: london };
const policy = { ...shipped, controller: { ...shipped.controller, venues } };

const COMPLAINT = 'complaint_acknowledgement';

describe('what is owed besides an answer', () => {
  it.each<[OtherDuty, string, string | undefined]>([
    // The Act of 2025 asks for it from 19 June 2026 on; the pack's version began in February.
    [COMPLAINT, '2026-02-05T09:00:00Z', undefined],
    [COMPLAINT, '2026-06-18T09:00:00Z', undefined],
    [COMPLAINT, '2026-06-19T09:00:00Z', '2026-07-18'],
    ['acknowledgement', '2026-06-19T09:00:00Z', undefined],
  ])('%s, received %s, by %s', (duty, received, day) => {
    const due = dutyDue(policy, { duty, laws: ['uk_gdpr'], receivedAt: new Date(received) });
    expect(due?.toISOString().slice(0, 10)).toBe(day);
  });
});
