/** `suppression` keeps a person out of mailings or from coming back; `restriction` is Art. 18. */
export const MEASURE_KINDS = ['restriction', 'suppression'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** What the identifiers on the suppression list are kept out of. */
export const SUPPRESSION_PURPOSES = ['marketing', 'recreate'] as const;
export type SuppressionPurpose = (typeof SUPPRESSION_PURPOSES)[number];

/** `releasing`: the person was told, somebody lifted it, the systems have not all done so yet. */
export const MEASURE_STATUSES = ['in_force', 'releasing', 'released'] as const;
export type MeasureStatus = (typeof MEASURE_STATUSES)[number];
