import { DOCUMENT_STATUSES, type Cited } from '@habeas/domain';
import { date, listOf, matching, object, oneOf, text, type Shape } from '../shape.js';

/** What every file must say of itself. */
export const HEAD = {
  version: text,
  source: text,
  reviewedOn: date,
  status: oneOf(DOCUMENT_STATUSES),
  toVerify: listOf(text),
};

export const CITED = { citation: text, because: text };
export const cited: Shape<Cited> = object(CITED);

export const country = matching(/^[A-Z]{2}$/, 'an ISO 3166-1 country, as DE');
/** Where a holiday calendar holds. */
export const region = matching(
  /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/,
  'an ISO country or region, as DE or DE-BY',
);
export const id = matching(/^[a-z][a-z0-9-]{0,63}$/, 'small letters, digits and -');
export const categoryId = matching(/^[A-Z]{2,8}$/, 'capital letters, as ID');
