import { BASES, DATA_SOURCES, LAWS, PROVIDED, type Register } from '@habeas/domain';
import {
  date,
  flag,
  integer,
  keyed,
  listOf,
  matching,
  object,
  oneOf,
  someOf,
  text,
  type Shape,
} from '../shape.js';
import { categoryId, cited, country, HEAD, id } from './head.js';

const CHILD_AGE_MAX = 25;
const COOKIE_DAYS_MAX = 3650;

const pointer = matching(/^(?:\/[A-Za-z0-9_*-]+)+$/, 'a JSON Pointer, as /people/given_name');

const category = object(
  { id: categoryId, name: text, source: oneOf(DATA_SOURCES), holds: listOf(text) },
  { derived: listOf(text), secrets: listOf(text) },
);

const holding = object(
  { id: categoryId, holds: text },
  { parts: listOf(text), source: oneOf(DATA_SOURCES), correctable: listOf(pointer) },
);

/** `registers/*.yaml`: activities, categories, systems, recipients, transfers. */
export const registerShape: Shape<Omit<Register, 'digest'>> = object({
  ...HEAD,
  id,
  service: text,
  noticeUpdatedOn: date,
  sources: keyed(DATA_SOURCES, object({ provided: oneOf(PROVIDED), consent: flag })),
  categories: listOf(category),
  bases: listOf(object({ id: oneOf(BASES), citations: someOf(LAWS, text) })),
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
    object({ id, name: text, categories: listOf(holding) }, { erasedAfter: listOf(id) }),
  ),
  recipients: listOf(object({ id, name: text }, { categories: listOf(categoryId) })),
  transfers: listOf(object({ country, safeguards: someOf(LAWS, cited) })),
  childAges: listOf(object({ age: integer(0, CHILD_AGE_MAX), countries: listOf(country) })),
  automatedDecisions: flag,
  cookies: object({
    essentialBasis: oneOf(BASES),
    otherBasis: oneOf(BASES),
    essential: listOf(object({ name: text }, { days: integer(1, COOKIE_DAYS_MAX) })),
  }),
});
