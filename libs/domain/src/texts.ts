import type { Locale } from './controller.js';
import type { PolicyDocument } from './document.js';
import type { NoticeGround } from './lifecycle.js';
import type {
  AnswerReason,
  ComplaintSubject,
  ExtensionReason,
  MessageKind,
  Question,
} from './message.js';
import type { RecipientLine } from './recipients.js';
import type { Basis, DataSource } from './register.js';
import type { Law, Right } from './right.js';

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
  remedy: Partial<Record<Law, string>>;
}

/** A message: what it is about, and its paragraphs. */
export interface MessageTemplate {
  subject: string;
  body: string[];
}

/** What is told to a person in the course of her request; see `messagePlaceholders`. */
export interface MessageTexts {
  greeting: string;
  closing: string;
  /** The file number, to be given in an answer. */
  reference: string;
  /** What was asked, to stand within a sentence. */
  asked: Record<Right, string>;
  /** What was done, where all was done that was asked. */
  done: Record<Right, string>;
  /** The same for reasons that say more than the right does. */
  outcomes: Record<AnswerReason, string>;
  questions: Record<Question, string>;
  extensions: Record<ExtensionReason, string>;
  complaints: Record<ComplaintSubject, string>;
  /** A line for each recipient: `{recipient}`, `{data}`, and `{on}` where it was told; or one for all. */
  recipients: Record<RecipientLine, string>;
  /** `{data}` of a recipient of which the register does not say what it gets. */
  assumedData: string;
  kinds: Record<MessageKind, MessageTemplate>;
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
  laws: Partial<Record<Law, string>>;
  categories: Record<string, { name: string; holds: string }>;
  activities: Record<string, { name: string; purpose: string }>;
  bases: Record<Basis, string>;
  sources: Record<DataSource, string>;
  systems: Record<string, string>;
  recipients: Record<string, string>;
  /** By ISO country. */
  transfers: Record<string, { country: string; safeguard: Partial<Record<Law, string>> }>;
  /** The rights a person has besides this one, a sentence each. */
  rights: Partial<Record<Law, string[]>>;
  complaint: Partial<Record<Law, string>>;
  notice: NoticeTexts;
  messages: MessageTexts;
}

/** Puts values into a sentence's `{placeholders}`; an unknown one stays visible as it is. */
export function fillText(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The `{placeholders}` of a sentence, in their order. */
export function placeholdersOf(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
