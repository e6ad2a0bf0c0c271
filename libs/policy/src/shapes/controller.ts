import { LAWS, LEVELS, LOCALES, type Controller } from '@habeas/domain';
import {
  fault,
  keyed,
  listOf,
  matching,
  named,
  object,
  oneOf,
  text,
  type Shape,
} from '../shape.js';
import { country, HEAD, id } from './head.js';

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
  calendar: matching(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'an ISO country or region, as DE or DE-BY'),
  zone,
  authority,
  authorities: named(/^[A-Z]{2}$/, authority),
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
    venues: keyed(LAWS, venue),
    languages: listOf(oneOf(LOCALES)),
    identity: object({ minimum: oneOf(LEVELS), because: text }),
  },
  { offeredIn: listOf(country) },
);
