import {
  authorityFor,
  fillText,
  localDate,
  packsInForce,
  venueOf,
  type Activity,
  type Basis,
  type Controller,
  type DataCategory,
  type IdentifierType,
  type Law,
  type LawPack,
  type Locale,
  type Register,
  type RetentionRule,
  type Texts,
} from '@habeas/domain';
import type {
  Answer,
  AnsweredBasis,
  AnsweredCategory,
  AnsweredLaw,
  AnsweredPurpose,
  AnsweredRetention,
  AnsweredSystem,
} from './answer.js';
import type { Dataset } from './bag/dataset.js';
import type { Ported } from './portability.js';

/** The controller's rules and words, as loaded. */
export interface AnswerPolicy {
  controller: Controller;
  packs: LawPack[];
  register: Register;
  retention: RetentionRule[];
  texts: Record<Locale, Texts>;
}

/** What is recorded of the request and of the systems that were asked. */
export interface AnswerFacts {
  requestId: string;
  locale: Locale;
  /** ISO country of the person. */
  residence: string;
  receivedAt: Date;
  /** When the last system handed over its data. */
  dataAsOf: Date;
  /** Kinds of verified identifiers, never their values. */
  searchedBy: IdentifierType[];
  laws: { law: Law; dueAt?: Date }[];
  /** Which right is answered; access when left out. */
  right?: 'access' | 'portability';
  /** Portability: what goes in and what stays out. */
  ported?: Ported;
  /** Systems that were asked; `answered` when all that was asked of it ended well. */
  systems: { slug: string; name: string; answered: boolean }[];
}

interface Scene extends AnswerFacts {
  policy: AnswerPolicy;
  texts: Texts;
  datasets: readonly Dataset[];
  /** Ids of categories of which something was found. */
  found: ReadonlySet<string>;
}

/** Puts together what the person is told, from the register narrowed to what was found of her. */
export function composeAnswer(
  facts: AnswerFacts,
  policy: AnswerPolicy,
  datasets: readonly Dataset[],
): Answer {
  const texts = policy.texts[facts.locale];
  const found = new Set(datasets.map(({ category }) => category));
  const scene: Scene = { ...facts, policy, texts, datasets, found };
  const { controller, register } = policy;
  const [leading] = facts.laws;
  return {
    request: {
      id: facts.requestId,
      received: facts.receivedAt.toISOString(),
      dataAsOf: facts.dataAsOf.toISOString(),
      searchedBy: facts.searchedBy,
    },
    locale: facts.locale,
    timeZone: leading ? venueOf(controller, leading.law).zone : 'UTC',
    controller: {
      name: controller.name,
      address: controller.address,
      contact: controller.contact,
      service: register.service,
    },
    laws: facts.laws.map((law) => answeredLaw(scene, law)),
    held: datasets.length > 0,
    systems: [
      ...askedSystems(scene).map((system) => answeredSystem(scene, system)),
      ...notSearched(scene),
    ],
    ...informationFor(scene),
  };
}

/** Articles 15(1)(a)-(d), (g), (h) and 15(2): empty lists when nothing is held. */
function informationFor(scene: Scene) {
  const { policy, texts, found } = scene;
  const { register } = policy;
  const held = found.size > 0;
  return {
    categories: register.categories
      .filter(({ id }) => found.has(id))
      .map((category) => answeredCategory(scene, category)),
    purposes: register.activities
      .filter(({ categories }) => categories.some((id) => found.has(id)))
      .map((activity) => answeredPurpose(scene, activity)),
    recipients: (held ? register.recipients : []).map(({ id, name }) => ({
      recipient: id,
      name: texts.recipients[id] ?? name,
    })),
    transfers: (held ? register.transfers : []).map((transfer) => ({
      country: transfer.country,
      name: texts.transfers[transfer.country]?.country ?? transfer.country,
      safeguards: perLaw(scene, (law) => ({
        citation: transfer.safeguards[law]?.citation ?? '',
        text:
          texts.transfers[transfer.country]?.safeguard[law] ??
          transfer.safeguards[law]?.because ??
          '',
      })),
    })),
    storage: { criteria: texts.sections.storage.text, statutes: retentions(scene) },
    automatedDecisions: {
      exist: register.automatedDecisions,
      text: texts.sections.automated_decisions.text,
    },
  };
}

function perLaw<Value>(scene: Scene, valueOf: (law: Law) => Value): Partial<Record<Law, Value>> {
  return Object.fromEntries(scene.laws.map(({ law }) => [law, valueOf(law)]));
}

function answeredLaw(scene: Scene, { law, dueAt }: { law: Law; dueAt?: Date }): AnsweredLaw {
  const { policy, texts, residence, receivedAt, right = 'access' } = scene;
  const { packs: all, controller } = policy;
  const packs = packsInForce(all, controller.venues, receivedAt.toISOString());
  const venue = venueOf(controller, law);
  const authority = authorityFor(venue, residence);
  return {
    law,
    name: texts.laws[law] ?? law,
    article: packs[law]?.rights[right]?.article ?? '',
    ...(dueAt ? { dueOn: localDate(dueAt.toISOString(), venue.zone) } : {}),
    rights: texts.rights[law] ?? [],
    authority: { name: authority.name, url: authority.url },
    complaint: fillText(texts.complaint[law] ?? '', {
      authority: authority.name,
      url: authority.url,
    }),
  };
}

/** Those named in the facts, and whatever else sent data: nothing that was sent goes unseen. */
function askedSystems({ systems, datasets }: Scene): AnswerFacts['systems'] {
  const sent = [...new Set(datasets.map(({ system }) => system))];
  const unnamed = sent.filter((slug) => !systems.some((system) => system.slug === slug));
  return [...systems, ...unnamed.map((slug) => ({ slug, name: slug, answered: true }))];
}

function answeredSystem(scene: Scene, system: AnswerFacts['systems'][number]): AnsweredSystem {
  const records = sumRows(scene.datasets.filter((dataset) => dataset.system === system.slug));
  const outcome = records > 0 ? 'found' : 'nothing_found';
  return {
    system: system.slug,
    name: scene.texts.systems[system.slug] ?? system.name,
    outcome: system.answered ? outcome : 'unanswered',
    records,
  };
}

/** Systems of the register that know none of the person's identifiers: said, never left out. */
function notSearched(scene: Scene): AnsweredSystem[] {
  const { policy, texts } = scene;
  const asked = askedSystems(scene);
  return policy.register.systems
    .filter(({ id }) => !asked.some(({ slug }) => slug === id))
    .map(({ id, name }) => ({
      system: id,
      name: texts.systems[id] ?? name,
      outcome: 'not_searched',
      records: 0,
    }));
}

function answeredCategory(scene: Scene, { id, ...category }: DataCategory): AnsweredCategory {
  const own = scene.datasets.filter((dataset) => dataset.category === id);
  const uses = scene.policy.register.activities.filter(({ categories }) => categories.includes(id));
  return {
    category: id,
    name: scene.texts.categories[id]?.name ?? category.name,
    holds: scene.texts.categories[id]?.holds ?? category.holds.join(', '),
    source: category.source,
    sourceName: scene.texts.sources[category.source],
    bases: [...new Set(uses.map(({ basis }) => basis))].map((basis) => answeredBasis(scene, basis)),
    systems: [...new Set(own.map(({ system }) => system))],
    records: sumRows(own),
  };
}

const sumRows = (datasets: readonly Dataset[]) => datasets.reduce((sum, { rows }) => sum + rows, 0);

function answeredPurpose(scene: Scene, { id, name, ...activity }: Activity): AnsweredPurpose {
  const texts = scene.texts.activities[id];
  return {
    activity: id,
    name: texts?.name ?? name,
    purpose: texts?.purpose ?? '',
    ...answeredBasis(scene, activity.basis),
    categories: activity.categories.filter((category) => scene.found.has(category)),
  };
}

function answeredBasis(scene: Scene, basis: Basis): AnsweredBasis {
  const cited = scene.policy.register.bases.find(({ id }) => id === basis);
  const articles = perLaw(scene, (law) => cited?.citations[law] ?? '');
  return { basis, basisName: scene.texts.bases[basis], articles };
}

/** Statutes that fix a period for a data set that was found, under the laws of this request. */
function retentions({ policy, laws, datasets }: Scene): AnsweredRetention[] {
  return policy.retention.flatMap(({ law, category, statute, keep }) => {
    const concerned = datasets.some(
      (one) =>
        one.category === category && one.system === keep?.system && one.name === keep.dataset,
    );
    if (!keep || !concerned || !laws.some((one) => one.law === law)) return [];
    return [{ law, category, statute, ...keep }];
  });
}
