import type { CountryCode } from '../people/country.js';
import { COUNTRIES, SEEDED_UNTIL } from '../people/population.js';

export interface Campaign {
  id: number;
  name: string;
  subject: string;
  locale: string;
  sentOn: string;
}

const SUBJECTS: Record<CountryCode, string[]> = {
  DE: ['Frühjahrsputz für Ihre Klimaanlage', 'Nur für kurze Zeit: 10 % auf Filter', 'Neu: die App'],
  FR: [
    'Préparez l’été avec nous',
    'Vos filtres à −10 %, jusqu’à dimanche',
    'Nouveautés de l’appli',
  ],
  TH: ['เตรียมรับหน้าร้อน ล้างแอร์ฟรี', 'ลด 10% สำหรับไส้กรอง', 'แอปเวอร์ชันใหม่มาแล้ว'],
  VN: ['Đón hè mát lạnh', 'Giảm 10% bộ lọc trong tuần này', 'Ứng dụng phiên bản mới'],
};

export const CAMPAIGNS_PER_COUNTRY = 24;
const MONTH_MS = 30 * 86_400_000;

/** Two years of monthly campaigns, one per country. */
export const CAMPAIGNS: Campaign[] = Object.values(COUNTRIES).flatMap(({ code, language }, place) =>
  Array.from({ length: CAMPAIGNS_PER_COUNTRY }, (_, month) => {
    const sentOn = new Date(SEEDED_UNTIL - MONTH_MS * (CAMPAIGNS_PER_COUNTRY - month));
    const subjects = SUBJECTS[code];
    return {
      id: 1 + place * CAMPAIGNS_PER_COUNTRY + month,
      name: `${code} ${sentOn.toISOString().slice(0, 7)}`,
      subject: subjects[month % subjects.length] ?? '',
      locale: language,
      sentOn: sentOn.toISOString().slice(0, 10),
    };
  }),
);

/** Derived from use: each has its rule, so that a person can see why she is in it. */
export const SEGMENTS: { id: number; name: string; rule: string }[] = [
  { id: 1, name: 'Night owls', rule: 'more than half of app sessions between 22:00 and 04:00' },
  { id: 2, name: 'Heavy coolers', rule: 'air conditioner on for more than 8 h a day in summer' },
  { id: 3, name: 'Energy savers', rule: 'eco mode in more than 60 % of sessions' },
  { id: 4, name: 'Filter due', rule: 'last filter order more than 10 months ago' },
  { id: 5, name: 'Likely to leave', rule: 'no app session in 60 days' },
  { id: 6, name: 'Phone and appliance', rule: 'owns a phone and an appliance' },
];
