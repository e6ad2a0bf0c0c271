import type { Clock } from './clock.js';

export type ExtensionVerdict = 'possible' | 'not_in_law' | 'too_late';

/**
 * Whether telling the person at `notifiedAt` (ISO instant) extends this clock: only where the pack
 * has an extension, and only inside the first period, pauses and roll included.
 */
export function judgeExtension(
  { milestones }: Pick<Clock, 'milestones'>,
  notifiedAt: string,
): ExtensionVerdict {
  const { extensionNoticeSafe, extensionNotice } = milestones;
  if (extensionNoticeSafe === undefined) return 'not_in_law';
  // Suspended: the first period has no end yet.
  if (extensionNotice === undefined) return 'possible';
  const seconds = (instant: string) => Math.floor(Date.parse(instant) / 1000);
  return seconds(notifiedAt) <= seconds(extensionNotice) ? 'possible' : 'too_late';
}
