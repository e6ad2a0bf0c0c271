import { CHANNELS, LAWS, LEVELS, LOCALES, type Controller } from '@habeas/domain';
import {
  fault,
  integer,
  listOf,
  matching,
  named,
  object,
  oneOf,
  someOf,
  text,
  type Shape,
} from '../shape.js';
import { country, HEAD, id, region } from './head.js';

const zone: Shape<string> = (at) => {
  const value = text(at);
  if (value === undefined || isZone(value)) return value;
  return fault(at, 'No such time zone; give one of the IANA database, as Europe/Berlin.');
};

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    return false;
  }
}

const authority = object({ name: text, url: matching(/^https:\/\/\S+$/, 'an https address') });

const venue = object({
  calendar: region,
  zone,
  authority,
  authorities: named(/^[A-Z]{2}$/, authority),
});

const asked = object({
  kind: oneOf(['policy']),
  channels: listOf(oneOf(CHANNELS)),
  because: text,
});

/** `controllers/*.yaml`: who answers, from where, in which languages. */
export const controllerShape: Shape<Omit<Controller, 'digest'>> = object(
  {
    ...HEAD,
    id,
    name: text,
    address: text,
    contact: text,
    establishment: country,
    laws: listOf(oneOf(LAWS)),
    venues: someOf(LAWS, venue),
    languages: listOf(oneOf(LOCALES)),
    alarms: object({
      dueSoonDays: integer(1, 60),
      kind: oneOf(['policy']),
      citation: text,
      because: text,
    }),
    identity: object({ minimum: oneOf(LEVELS), because: text }, { asked }),
  },
  { offeredIn: listOf(country) },
);
