/** What a corrected column may hold, and its type in the database. */
export const KINDS = {
  line: {
    type: 'text',
    fits: (value: string) => /^[^\p{Cc}]{1,200}$/u.test(value) && isSaid(value),
  },
  day: { type: 'date', fits: isDay },
  country: { type: 'char(2)', fits: (value: string) => /^[A-Z]{2}$/.test(value) },
  language: {
    type: 'text',
    fits: (value: string) => /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}$/.test(value),
  },
  phone: { type: 'text', fits: (value: string) => /^\+[1-9]\d{6,14}$/.test(value) },
} as const satisfies Record<string, { type: string; fits: (value: string) => boolean }>;
export type Kind = keyof typeof KINDS;

const isSaid = (value: string) => value.trim() === value;

/** A day of the calendar, `YYYY-MM-DD`; the 30th of February is none. */
function isDay(value: string): boolean {
  if (!/^(?:19|20)\d\d-\d\d-\d\d$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}
