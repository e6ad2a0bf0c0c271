import {
  BASES,
  DATA_SOURCES,
  LAWS,
  LOCALES,
  NOTICE_GROUNDS,
  TEXT_LABELS,
  TEXT_SECTIONS,
  type Texts,
} from '@habeas/domain';
import { keyed, listOf, named, object, oneOf, text, type Shape } from '../shape.js';
import { HEAD } from './head.js';

const NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

/** `texts/*.yaml`: what a person reads, in one language. */
export const textsShape: Shape<Omit<Texts, 'digest'>> = object({
  ...HEAD,
  locale: oneOf(LOCALES),
  title: text,
  intro: text,
  nothingHeld: text,
  secrets: text,
  labels: keyed(TEXT_LABELS, text),
  sections: keyed(TEXT_SECTIONS, object({ title: text, text })),
  laws: keyed(LAWS, text),
  categories: named(NAME, object({ name: text, holds: text })),
  activities: named(NAME, object({ name: text, purpose: text })),
  bases: keyed(BASES, text),
  sources: keyed(DATA_SOURCES, text),
  systems: named(NAME, text),
  recipients: named(NAME, text),
  transfers: named(NAME, object({ country: text, safeguard: keyed(LAWS, text) })),
  rights: keyed(LAWS, listOf(text)),
  complaint: keyed(LAWS, text),
  notice: object({
    refused: text,
    partly: text,
    grounds: keyed(NOTICE_GROUNDS, text),
    remedy: keyed(LAWS, text),
  }),
});
