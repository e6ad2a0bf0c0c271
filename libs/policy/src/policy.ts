import type { Controller, LawPack, Locale, Register, RetentionRule, Texts } from '@habeas/domain';

/** Everything that was loaded and checked; frozen plain data. */
export interface Policy {
  controller: Controller;
  /** Every version of every law; `packsInForce` picks those of a day of receipt. */
  packs: LawPack[];
  register: Register;
  retention: RetentionRule[];
  texts: Record<Locale, Texts>;
  /** SHA-256 (hex) of each file, by its path below the policy directory. */
  digests: Record<string, string>;
}
