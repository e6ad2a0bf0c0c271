import type { PolicyDocument } from './document.js';

/** How sure a day is: fixed by law or published, or only expected (lunar, proclaimed each year). */
export const HOLIDAY_STATUSES = ['announced', 'projected'] as const;
export type HolidayStatus = (typeof HOLIDAY_STATUSES)[number];

/** One public holiday. Only an announced one that rolls moves the end of a period. */
export interface Holiday {
  /** ISO date. */
  on: string;
  name: string;
  status: HolidayStatus;
  /** False where the day binds only some (employers, offices): safe is not to roll over it. */
  rolls: boolean;
  /** Why it does not roll; present whenever `rolls` is false. */
  because?: string;
  /** The region whose own day it is; absent: a day of the whole country. */
  region?: string;
}

/**
 * The public holidays of a country or region over the years that it covers; weekends are not in
 * it. A region contains its country's days, and its digest covers both files.
 */
export interface HolidayCalendar extends PolicyDocument {
  /** ISO country or region: `DE`, `DE-BY`, `GB-ENG`. */
  id: string;
  name: string;
  /** Years covered; outside them no holiday is known. */
  years: readonly number[];
  /** The country whose days a region adds to. */
  regionOf?: string;
  /** By ISO date. */
  holidays: Readonly<Record<string, Holiday>>;
}
