import type { PolicyDocument } from './document.js';
import type { Law } from './right.js';

/** Why processing is lawful: Art. 6(1) GDPR, ss. 19 and 24 PDPA. */
export const BASES = ['consent', 'contract', 'legitimate-interests', 'legal-obligation'] as const;
export type Basis = (typeof BASES)[number];

/** How data came to us, in the notice's words. */
export const DATA_SOURCES = ['direct', 'automated', 'automated-with-consent'] as const;
export type DataSource = (typeof DATA_SOURCES)[number];

export interface DataCategory {
  id: string;
  name: string;
  source: DataSource;
  holds: string[];
}

/** A purpose, its basis and the categories it uses: one cell of the register for each of them. */
export interface Activity {
  id: string;
  name: string;
  basis: Basis;
  categories: string[];
  directMarketing: boolean;
}

/** A system and what it holds; its id equals the connector's slug. */
export interface RegisteredSystem {
  id: string;
  name: string;
  categories: { id: string; holds: string }[];
}

export interface Recipient {
  id: string;
  name: string;
}

/** A country that data goes to, and under each law what protects it there. */
export interface Transfer {
  country: string;
  safeguards: Record<Law, { citation: string; because: string }>;
}

/** The register of processing activities, as the controller's notice states it. */
export interface Register extends PolicyDocument {
  id: string;
  service: string;
  noticeUpdatedOn: string;
  categories: DataCategory[];
  bases: { id: Basis; citations: Record<Law, string> }[];
  activities: Activity[];
  systems: RegisteredSystem[];
  recipients: Recipient[];
  transfers: Transfer[];
  /** Below `age` a person is a child; `countries` empty = everywhere else. */
  childAges: { age: number; countries: string[] }[];
  automatedDecisions: boolean;
}

/** One activity using one category on one basis. */
export interface RegisterCell {
  activity: string;
  category: string;
  basis: Basis;
  directMarketing: boolean;
}

/** Every cell, in the register's order. */
export function registerCells(register: Register): RegisterCell[] {
  return register.activities.flatMap(({ id, basis, categories, directMarketing }) =>
    categories.map((category) => ({ activity: id, category, basis, directMarketing })),
  );
}

/** Every cell on every system that holds its category: what a plan decides about. */
export function cellsOnSystems(register: Register): (RegisterCell & { system: string })[] {
  const cells = registerCells(register);
  return register.systems.flatMap((system) =>
    system.categories.flatMap(({ id }) =>
      cells
        .filter(({ category }) => category === id)
        .map((cell) => ({ system: system.id, ...cell })),
    ),
  );
}
