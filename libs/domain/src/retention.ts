import type { Retention } from './plan-types.js';
import type { Law } from './right.js';

/** What one law's statutes keep of one category, or a reviewed finding that they keep nothing. */
export interface RetentionRule {
  id: string;
  law: Law;
  category: string;
  /** The statute that obliges; for a finding of nothing, the one that was looked at. */
  statute: string;
  source: string;
  because: string;
  /** Absent: reviewed, nothing is kept. */
  keep?: { system: string; dataset: string; fields: string[]; years: number };
}

/** What the rules of one law say about a category on a system. */
export type RetentionVerdict =
  | { found: 'no_retention_rule' }
  | { found: 'nothing_to_keep'; because: string }
  | { found: 'statute_names_fields'; retain: Retention[]; because: string };

/**
 * Looks up what a legal obligation keeps. A rule binds only the system that it names: a copy of the
 * category elsewhere is not the record that the statute means (Art. 17(3) GDPR: "to the extent
 * necessary").
 */
export function retentionFor(
  rules: readonly RetentionRule[],
  cell: { law: Law; category: string; system: string },
): RetentionVerdict {
  const fitting = rules.filter(
    ({ law, category }) => law === cell.law && category === cell.category,
  );
  if (fitting.length === 0) return { found: 'no_retention_rule' };
  const retain = fitting.flatMap((rule) => retained(rule, cell.system));
  const because = fitting.map((rule) => rule.because).join(' ');
  if (retain.length > 0) return { found: 'statute_names_fields', retain, because };
  return { found: 'nothing_to_keep', because };
}

function retained({ id, statute, keep }: RetentionRule, system: string): Retention[] {
  if (keep?.system !== system) return [];
  const { dataset, fields, years } = keep;
  return [{ rule: id, statute, dataset, fields, years }];
}

/**
 * Under several laws only what each of them keeps is kept: fields that every law names, for the
 * shortest time. Empty: nothing.
 */
export function sharedRetention(perLaw: Retention[][]): Retention[] {
  const [first = [], ...others] = perLaw;
  return others.reduce((kept, next) => kept.flatMap((rule) => narrowed(rule, next)), first);
}

function narrowed(rule: Retention, others: Retention[]): Retention[] {
  return others
    .filter(({ dataset }) => dataset === rule.dataset)
    .map((other) => ({
      rule: `${rule.rule}+${other.rule}`,
      statute: `${rule.statute}; ${other.statute}`,
      dataset: rule.dataset,
      fields: rule.fields.filter((field) => other.fields.includes(field)),
      years: Math.min(rule.years, other.years),
    }))
    .filter(({ fields }) => fields.length > 0);
}
