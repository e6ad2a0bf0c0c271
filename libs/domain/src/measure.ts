/** `suppression` keeps a person out of mailings or from coming back; `restriction` is Art. 18. */
export const MEASURE_KINDS = ['restriction', 'suppression'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/**
 * Why a restriction is in force: the person asked for it (GDPR Art. 18(1), PDPA s.34), an erasure or
 * objection of theirs is pending, their objection was upheld (GDPR Art. 21(1), PDPA s.32), or what
 * is left is kept by law and for nothing else (GDPR Art. 17(3)). The last two stand for good.
 */
export const RESTRICTION_CAUSES = [
  'requested',
  'erasure_pending',
  'objection_pending',
  'objection_upheld',
  'retained_by_law',
] as const;
export type RestrictionCause = (typeof RESTRICTION_CAUSES)[number];

/** Restrictions that nobody lifts: they stand beyond the request that they come from. */
export const STANDING_CAUSES = [
  'objection_upheld',
  'retained_by_law',
] as const satisfies readonly RestrictionCause[];

/**
 * What the identifiers on the suppression list are kept out of: mailings, being taken up again after
 * an erasure, collection that rested on a consent which they withdrew.
 */
export const SUPPRESSION_PURPOSES = ['marketing', 'recreate', 'collection'] as const;
export type SuppressionPurpose = (typeof SUPPRESSION_PURPOSES)[number];

/** `releasing`: the person was told, somebody lifted it, the systems have not all done so yet. */
export const MEASURE_STATUSES = ['in_force', 'releasing', 'released'] as const;
export type MeasureStatus = (typeof MEASURE_STATUSES)[number];
