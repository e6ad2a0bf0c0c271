import { HOLIDAY_STATUSES, type HolidayStatus, type PolicyDocument } from '@habeas/domain';
import { flag, listOf, named, object, oneOf, text, type Shape } from '../shape.js';
import { HEAD, region } from './head.js';

/** The holidays of one year as a file lists them, by ISO date; a name is in English. */
export interface CalendarYear {
  /** What a person or a test compared the days with. */
  checkedAgainst: string[];
  /** Whether someone who knows the law has signed the year off. */
  reviewed: boolean;
  /** Fixed by law or published: these move the end of a period. */
  announced?: Record<string, string>;
  /** Expected, such as days by the moon: these move nothing yet. */
  projected?: Record<string, string>;
  /** Binding on some only: these move nothing, and `because` says why. */
  withoutRoll?: Record<string, { name: string; status: HolidayStatus; because: string }>;
}

/** `calendars/*.yaml` as written: one country, or what a region adds to its country. */
export interface CalendarFile extends Omit<PolicyDocument, 'digest'> {
  id: string;
  name: string;
  /** The country of a region. */
  extends?: string;
  /** By calendar year, such as `2026`. */
  years: Record<string, CalendarYear>;
}

const ON = /^\d{4}-\d{2}-\d{2}$/;
const names = named(ON, text);
const status = oneOf(HOLIDAY_STATUSES);

const year: Shape<CalendarYear> = object(
  { checkedAgainst: listOf(text), reviewed: flag },
  {
    announced: names,
    projected: names,
    withoutRoll: named(ON, object({ name: text, status, because: text })),
  },
);

export const calendarShape: Shape<CalendarFile> = object(
  { ...HEAD, id: region, name: text, years: named(/^20\d{2}$/, year) },
  { extends: region },
);
