import type { IdentifierType } from '@habeas/domain';

/** What only the page itself says; laws, purposes and categories are worded by the policy. */
export interface Phrases {
  skip: string;
  contents: string;
  /** Heading of the page when nothing was found. */
  nothing: string;
  basis: string;
  due: string;
  dataAsOf: string;
  /** `count` chooses the plural, `shown` is the number as written. */
  records: (count: number, shown: string) => string;
  datasets: (count: number, shown: string) => string;
  systems: (count: number, shown: string) => string;
  searched: string;
  searchedBy: (identifiers: string) => string;
  nothingFound: string;
  notSearched: string;
  unanswered: string;
  unansweredAlert: (systems: string) => string;
  overview: string;
  period: string;
  previewed: (shown: string, all: string) => string;
  columnsLeftOut: (shown: string, all: string) => string;
  /** Before the names of the files that hold all records of a data set. */
  complete: string;
  forSpreadsheets: string;
  exact: string;
  apostrophe: string;
  times: (zone: string) => string;
  fixedPeriods: string;
  years: (count: number, shown: string) => string;
  yes: string;
  no: string;
  none: string;
  /** Text of README.txt, the first thing a person sees in the folder. */
  readme: (title: string, controller: string) => string;
  identifiers: Record<IdentifierType, string>;
}

/** Chooses between one and several, for languages that tell them apart. */
export const plural = (count: number, one: string, other: string): string =>
  count === 1 ? one : other;
