import {
  computeClock,
  venueOf,
  type Clock,
  type ClockEventType,
  type LawPack,
  type Right,
} from '@habeas/domain';
import type { Policy } from '@habeas/policy';

/** What a version of the policy is asked to compute. */
export interface ClockQuestion {
  pack: LawPack;
  right: Right;
  /** ISO instants. */
  receivedAt: string;
  events?: readonly { type: ClockEventType; at: string }[];
}

/** One clock under one version of the policy: its pack, its zone, its public holidays. */
export function clockUnder(
  { controller, calendars }: Pick<Policy, 'controller' | 'calendars'>,
  { pack, right, receivedAt, events }: ClockQuestion,
): Clock {
  const { zone, calendar: name } = venueOf(controller, pack.id);
  const calendar = calendars[name];
  return computeClock({
    pack,
    duty: right,
    receivedAt,
    zone,
    ...(events ? { events } : {}),
    ...(calendar ? { calendar } : {}),
  });
}
