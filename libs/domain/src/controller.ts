import type { Cited, PolicyDocument } from './document.js';
import type { Level } from './identifier.js';
import { HabeasError } from './errors.js';
import type { Channel } from './message.js';
import type { Law } from './right.js';

/** Languages in which people are answered. */
export const LOCALES = ['en', 'de', 'fr', 'th', 'vi'] as const;
export type Locale = (typeof LOCALES)[number];

export interface Authority {
  name: string;
  url: string;
}

/** Where the controller acts under a law: its public holidays, its local dates, its authority. */
export interface Venue {
  /** ISO country (and region) of the holiday calendar. */
  calendar: string;
  /** IANA zone in which receipt and due dates are local dates. */
  zone: string;
  authority: Authority;
  /** Authorities by country of residence, where the person may turn to her own. */
  authorities: Record<string, Authority>;
}

/** How early people are warned before a date; the company chose it, no law has the number. */
export interface AlarmLead extends Cited {
  kind: 'policy';
  dueSoonDays: number;
}

/** Where an answer can come back the same way; the company chose the channels. */
export interface AskedWho {
  kind: 'policy';
  channels: Channel[];
  because: string;
}

/** Who answers. */
export interface Controller extends PolicyDocument {
  id: string;
  name: string;
  address: string;
  contact: string;
  /** ISO country. */
  establishment: string;
  /** Countries where the service is offered or behaviour is watched; absent: everywhere. */
  offeredIn?: string[];
  /** The laws under which it is set up to answer; each has a venue. */
  laws: Law[];
  venues: Partial<Record<Law, Venue>>;
  languages: Locale[];
  alarms: AlarmLead;
  /** Never act on an identifier below this, whatever a pack asks. */
  identity: {
    minimum: Level;
    because: string;
    /** Who comes in by these is asked who she is as soon as that is needed; absent: by nobody. */
    asked?: AskedWho;
  };
}

/** Where the controller acts under a law; throws `law_undetermined` if it does not answer under it. */
export function venueOf({ id, venues }: Pick<Controller, 'id' | 'venues'>, law: Law): Venue {
  const venue = venues[law];
  if (venue) return venue;
  throw new HabeasError(
    'law_undetermined',
    `The controller ${id} is not set up to answer under ${law}; add it to "laws" in its file.`,
  );
}

/** The authority to complain to, by the person's country of residence. */
export function authorityFor(venue: Venue, residence: string): Authority {
  return venue.authorities[residence] ?? venue.authority;
}
