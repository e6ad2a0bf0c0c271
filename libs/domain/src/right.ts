/** The rights a person may exercise; names follow the laws, see law.md in the packs' sources. */
export const RIGHTS = [
  'access',
  'portability',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'marketing_objection',
  'consent_withdrawal',
  'automated_decision_review',
] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Marketing stops on anybody's word (GDPR Art. 21(3), PDPA s.32), and so does what rests on consent
 * (GDPR Art. 7(3), PDPA s.19): both take effect at once, on an identifier that nobody has verified.
 */
const AT_ONCE: readonly Right[] = ['marketing_objection', 'consent_withdrawal'];

export const isAtOnce = (right: Right): boolean => AT_ONCE.includes(right);

/** Laws by their published codes (`law_country`; `gdpr` for the Union). */
export const LAWS = [
  'gdpr',
  'pdpa_tha',
  'uk_gdpr',
  'lgpd_bra',
  'pdpl_vnm',
  'pdpa_sgp',
  'appi_jpn',
  'ccpa_usa',
] as const;
export type Law = (typeof LAWS)[number];

/** What a connector may be asked. */
export const ACTIONS = [
  'locate',
  'export',
  'rectify',
  'restrict',
  'release',
  'erase',
  'suppress',
  'verify',
  'notify',
] as const;
export type Action = (typeof ACTIONS)[number];

/** How a task ended. `retained` = kept on a ground until a date. */
export const TASK_OUTCOMES = [
  'completed',
  'partial',
  'nothing_found',
  'retained',
  'not_supported',
  'accepted_unconfirmed',
  'needs_human',
  'failed',
] as const;
export type TaskOutcome = (typeof TASK_OUTCOMES)[number];
