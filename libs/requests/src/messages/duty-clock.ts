import {
  computeClock,
  localDate,
  otherRule,
  packsInForce,
  venueOf,
  type Law,
  type OtherDuty,
} from '@habeas/domain';
import type { Policy } from '@habeas/policy';

/**
 * By when a duty that is no answer is owed, such as to confirm a receipt: the earliest instant of
 * all laws that have a number for it, undefined if none has.
 */
export function dutyDue(
  { packs, controller, calendars }: Policy,
  { duty, laws, receivedAt }: { duty: OtherDuty; laws: readonly Law[]; receivedAt: Date },
): Date | undefined {
  const received = receivedAt.toISOString();
  const inForce = packsInForce(packs, controller.venues, received);
  const dues = laws.flatMap((law) => {
    const pack = inForce[law];
    if (!pack) return [];
    const { zone, calendar: name } = venueOf(controller, law);
    if (!otherRule(pack, duty, localDate(received, zone))) return [];
    const calendar = calendars[name];
    const found = calendar ? { calendar } : {};
    return computeClock({ pack, duty, receivedAt: received, zone, ...found }).safeDue;
  });
  const [first] = dues.toSorted();
  return first === undefined ? undefined : new Date(first);
}
