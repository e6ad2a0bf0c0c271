import type {
  Controller,
  HolidayCalendar,
  LawPack,
  Locale,
  Register,
  RetentionRule,
  Texts,
} from '@habeas/domain';

/** Everything that was loaded and checked; frozen plain data. */
export interface Policy {
  /** Of the version as a whole; see `versionDigest`. */
  digest: string;
  controller: Controller;
  /** Every version of every law; `packsInForce` picks those of a day of receipt. */
  packs: LawPack[];
  /** By ISO country or region, such as `DE` and `DE-BY`. */
  calendars: Readonly<Record<string, HolidayCalendar>>;
  register: Register;
  retention: RetentionRule[];
  texts: Record<Locale, Texts>;
  /** SHA-256 (hex) of each file, by its path below the policy directory. */
  digests: Record<string, string>;
}
