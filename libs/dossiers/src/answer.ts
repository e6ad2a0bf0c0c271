/**
 * What Article 15(1)-(2) GDPR and section 30 PDPA owe a person besides the copy, for this person:
 * only what concerns data that was found. Written to data/article-15.json as it stands, and the
 * source of the readable page. Names and sentences are in the person's language; ids are ours.
 */
import type { Basis, DataSource, IdentifierType, Law, Locale } from '@habeas/domain';

export interface Answer {
  /** Instants, ISO 8601. */
  request: { id: string; received: string; dataAsOf: string; searchedBy: IdentifierType[] };
  locale: Locale;
  /** IANA zone in which the page shows dates. */
  timeZone: string;
  controller: { name: string; address: string; contact: string; service: string };
  /** One per law that governs the request. */
  laws: AnsweredLaw[];
  /** Confirmation, yes or no: Article 15(1), first half. */
  held: boolean;
  systems: AnsweredSystem[];
  /** 15(1)(b) and, by `source`, (g). */
  categories: AnsweredCategory[];
  /** 15(1)(a). */
  purposes: AnsweredPurpose[];
  /** 15(1)(c). */
  recipients: { recipient: string; name: string }[];
  /** 15(1)(c) and 15(2). */
  transfers: AnsweredTransfer[];
  /** 15(1)(d): the criteria, and what a statute fixes. */
  storage: { criteria: string; statutes: AnsweredRetention[] };
  /** 15(1)(h). */
  automatedDecisions: { exist: boolean; text: string };
}

export interface AnsweredLaw {
  law: Law;
  name: string;
  /** Of the right of access, as cited. */
  article: string;
  /** Last day on which this law lets us answer, where the controller acts under it. */
  dueOn?: string;
  /** 15(1)(e), a sentence each. */
  rights: string[];
  /** 15(1)(f). */
  authority: { name: string; url: string };
  complaint: string;
}

/**
 * `unanswered`: asked, but not all of it ended well, so the copy may lack what it holds.
 * `not_searched`: it knows people by other identifiers than those that we have.
 */
export type SystemOutcome = 'found' | 'nothing_found' | 'unanswered' | 'not_searched';

export interface AnsweredSystem {
  system: string;
  name: string;
  outcome: SystemOutcome;
  records: number;
}

export interface AnsweredCategory {
  category: string;
  name: string;
  /** What such data is, in plain words. */
  holds: string;
  source: DataSource;
  sourceName: string;
  /** What makes it lawful to have it; other than consent, s. 30 PDPA asks for it. */
  bases: AnsweredBasis[];
  systems: string[];
  records: number;
}

/** A legal basis, with its article per law that governs the request. */
export interface AnsweredBasis {
  basis: Basis;
  basisName: string;
  articles: Partial<Record<Law, string>>;
}

export interface AnsweredPurpose extends AnsweredBasis {
  activity: string;
  name: string;
  purpose: string;
  categories: string[];
}

export interface AnsweredTransfer {
  country: string;
  name: string;
  safeguards: Partial<Record<Law, { citation: string; text: string }>>;
}

export interface AnsweredRetention {
  law: Law;
  category: string;
  statute: string;
  system: string;
  dataset: string;
  fields: string[];
  /** After the end of the calendar year of the record. */
  years: number;
}
