import type { Locale } from './controller.js';
import type { PolicyDocument } from './document.js';
import type { NoticeGround } from './lifecycle.js';
import type { Basis, DataSource } from './register.js';
import type { Law } from './right.js';

/** Parts of the information that goes with a copy of the data (Art. 15 GDPR, s. 30 PDPA). */
export const TEXT_SECTIONS = [
  'data',
  'purposes',
  'categories',
  'recipients',
  'transfers',
  'storage',
  'rights',
  'complaint',
  'source',
  'automated_decisions',
  'files',
] as const;
export type TextSection = (typeof TEXT_SECTIONS)[number];

/** Headings of tables and of the page's head. */
export const TEXT_LABELS = [
  'contact',
  'controller',
  'dataset',
  'law',
  'received_on',
  'records',
  'request',
  'source',
  'system',
] as const;
export type TextLabel = (typeof TEXT_LABELS)[number];

/** What a person reads when less was done than she asked (Art. 12(4) GDPR). */
export interface NoticeTexts {
  refused: string;
  partly: string;
  grounds: Record<NoticeGround, string>;
  /** The way to a court. */
  remedy: Record<Law, string>;
}

/**
 * What a person reads in her language. Sentences may carry placeholders in braces: `{controller}`,
 * `{service}`, `{contact}`, `{receivedOn}` in `intro` and `nothingHeld`, `{authority}` and `{url}`
 * in `complaint`.
 */
export interface Texts extends PolicyDocument {
  locale: Locale;
  title: string;
  intro: string;
  /** Instead of the data, when no system holds any. */
  nothingHeld: string;
  /** Secrets are confirmed, never shown. */
  secrets: string;
  labels: Record<TextLabel, string>;
  sections: Record<TextSection, { title: string; text: string }>;
  laws: Record<Law, string>;
  categories: Record<string, { name: string; holds: string }>;
  activities: Record<string, { name: string; purpose: string }>;
  bases: Record<Basis, string>;
  sources: Record<DataSource, string>;
  systems: Record<string, string>;
  recipients: Record<string, string>;
  /** By ISO country. */
  transfers: Record<string, { country: string; safeguard: Record<Law, string> }>;
  /** The rights a person has besides this one, a sentence each. */
  rights: Record<Law, string[]>;
  complaint: Record<Law, string>;
  notice: NoticeTexts;
}

/** Puts values into a sentence's `{placeholders}`; an unknown one stays visible as it is. */
export function fillText(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
