import { LAWS } from '@habeas/domain';
import { integer, listOf, matching, object, oneOf, text } from '../shape.js';
import { categoryId, HEAD, id } from './head.js';

const YEARS_MAX = 30;

const technicalName = matching(/^[a-z][a-z0-9_]{0,62}$/, 'small letters, digits and _');

const rule = object(
  { id, category: categoryId, statute: text, source: text, because: text },
  {
    keep: object({
      system: id,
      dataset: technicalName,
      fields: listOf(technicalName),
      years: integer(1, YEARS_MAX),
    }),
  },
);

/** `retention/*.yaml`: what the statutes behind one law's exception keep. */
export const retentionShape = object({ ...HEAD, law: oneOf(LAWS), rules: listOf(rule) });
