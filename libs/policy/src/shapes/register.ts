import { BASES, DATA_SOURCES, LAWS, type Register } from '@habeas/domain';
import { date, flag, integer, keyed, listOf, object, oneOf, text, type Shape } from '../shape.js';
import { categoryId, cited, country, HEAD, id } from './head.js';

const CHILD_AGE_MAX = 25;

/** `registers/*.yaml`: activities, categories, systems, recipients, transfers. */
export const registerShape: Shape<Omit<Register, 'digest'>> = object({
  ...HEAD,
  id,
  service: text,
  noticeUpdatedOn: date,
  categories: listOf(
    object({ id: categoryId, name: text, source: oneOf(DATA_SOURCES), holds: listOf(text) }),
  ),
  bases: listOf(object({ id: oneOf(BASES), citations: keyed(LAWS, text) })),
  activities: listOf(
    object({
      id,
      name: text,
      basis: oneOf(BASES),
      categories: listOf(categoryId),
      directMarketing: flag,
    }),
  ),
  systems: listOf(
    object({ id, name: text, categories: listOf(object({ id: categoryId, holds: text })) }),
  ),
  recipients: listOf(object({ id, name: text })),
  transfers: listOf(object({ country, safeguards: keyed(LAWS, cited) })),
  childAges: listOf(object({ age: integer(0, CHILD_AGE_MAX), countries: listOf(country) })),
  automatedDecisions: flag,
});
