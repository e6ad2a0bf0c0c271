import type { PolicyDocument } from './document.js';
import type { Law } from './right.js';

/** Why processing is lawful: Art. 6(1) GDPR, ss. 19 and 24 PDPA. */
export const BASES = ['consent', 'contract', 'legitimate-interests', 'legal-obligation'] as const;
export type Basis = (typeof BASES)[number];

/** How data came to us, in the notice's words. */
export const DATA_SOURCES = ['direct', 'automated', 'automated-with-consent'] as const;
export type DataSource = (typeof DATA_SOURCES)[number];

/** What the law calls data so collected: given actively, or observed from use (WP242 rev.01). */
export const PROVIDED = ['given', 'observed'] as const;

export interface SourceFacts {
  provided: (typeof PROVIDED)[number];
  /** Collected only where the person consented, whatever basis its use has afterwards. */
  consent: boolean;
}

export interface DataCategory {
  id: string;
  name: string;
  source: DataSource;
  holds: string[];
  /** Those of `holds` that we infer; nobody gave them and no device reported them. */
  derived?: string[];
  /** Those of `holds` whose existence is confirmed, and which are never handed over. */
  secrets?: string[];
}

/** A purpose, its basis and the categories it uses: one cell of the register for each of them. */
export interface Activity {
  id: string;
  name: string;
  basis: Basis;
  categories: string[];
  directMarketing: boolean;
}

/** One category on one system. */
export interface Holding {
  id: string;
  holds: string;
  /** Which parts of the category lie here; absent: all. */
  parts?: string[];
  /** How it is collected here, where that differs from the category. */
  source?: DataSource;
  /** JSON Pointers of what may be rectified; `*` stands for one step. Absent: nothing. */
  correctable?: string[];
}

/** A system and what it holds; its id equals the connector's slug. */
export interface RegisteredSystem {
  id: string;
  name: string;
  categories: Holding[];
  /** Systems whose erasure must be over first, beside what the manifests show. */
  erasedAfter?: string[];
}

export interface Recipient {
  id: string;
  name: string;
  /** What it receives; absent: not known, so any category is assumed. */
  categories?: string[];
}

/** A country that data goes to, and under each law what protects it there. */
export interface Transfer {
  country: string;
  safeguards: Partial<Record<Law, { citation: string; because: string }>>;
}

/** On which basis cookies collect; only what is not essential asks for consent. */
export interface CookieRules {
  essentialBasis: Basis;
  otherBasis: Basis;
  /** Without `days`: until the browser is closed. */
  essential: { name: string; days?: number }[];
}

/** The register of processing activities, as the controller's notice states it. */
export interface Register extends PolicyDocument {
  id: string;
  service: string;
  noticeUpdatedOn: string;
  sources: Record<DataSource, SourceFacts>;
  categories: DataCategory[];
  bases: { id: Basis; citations: Partial<Record<Law, string>> }[];
  activities: Activity[];
  systems: RegisteredSystem[];
  recipients: Recipient[];
  transfers: Transfer[];
  /** Below `age` a child does not consent alone (GDPR Art. 8); `countries` empty = everywhere else. */
  childAges: { age: number; countries: string[] }[];
  automatedDecisions: boolean;
  cookies: CookieRules;
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

/** What is known of a category as one system holds it. */
export interface HoldingFacts {
  provided: 'given' | 'observed' | 'derived';
  consent: boolean;
  /** Collected by itself, again and again: what is erased comes back unless that stops. */
  automated: boolean;
  derived: string[];
  secrets: string[];
  correctable: string[];
}

/** Undefined for data that the register does not know on that system. */
export function holdingFacts(
  register: Register,
  { system, category }: { system: string; category: string },
): HoldingFacts | undefined {
  const kind = register.categories.find(({ id }) => id === category);
  const held = register.systems
    .find(({ id }) => id === system)
    ?.categories.find(({ id }) => id === category);
  if (!kind || !held) return undefined;
  const source = held.source ?? kind.source;
  const { provided, consent } = register.sources[source];
  const here = (parts: string[] = []) =>
    parts.filter((part) => !held.parts || held.parts.includes(part));
  const derived = here(kind.derived);
  const all = here(kind.holds);
  return {
    // What consists of inferences alone was provided by nobody.
    provided: all.length > 0 && derived.length === all.length ? 'derived' : provided,
    consent,
    automated: source !== 'direct',
    derived,
    secrets: here(kind.secrets),
    correctable: held.correctable ?? [],
  };
}

/** Who may have received any of the categories; `assumed` where the register does not say which. */
export function recipientsOf(
  { recipients }: Pick<Register, 'recipients'>,
  categories: readonly string[],
): { id: string; categories: string[]; assumed: boolean }[] {
  return recipients
    .map(({ id, categories: received }) => ({
      id,
      categories: categories.filter((one) => !received || received.includes(one)),
      assumed: received === undefined,
    }))
    .filter((recipient) => recipient.categories.length > 0);
}
