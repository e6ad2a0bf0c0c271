import type { Law } from '@habeas/domain';
import type {
  Answer,
  AnsweredBasis,
  AnsweredCategory,
  AnsweredLaw,
  AnsweredPurpose,
} from '../answer.js';
import { html, link, type Markup } from './html.js';
import type { Reader } from './reader.js';

/** A part of the page with its anchor; `title` is also its entry in the contents. */
export interface Section {
  id: string;
  title: string;
  body: Markup;
}

/** The information of Article 15(1)-(2), in the order in which people ask for it. */
export function informationSections(answer: Answer, reader: Reader): Section[] {
  const { sections } = reader.texts;
  const held = answer.held
    ? [
        { id: 'categories', title: sections.categories.title, body: categories(answer, reader) },
        { id: 'purposes', title: sections.purposes.title, body: purposes(answer, reader) },
        { id: 'recipients', title: sections.recipients.title, body: recipients(answer, reader) },
        { id: 'transfers', title: sections.transfers.title, body: transfers(answer, reader) },
        { id: 'storage', title: sections.storage.title, body: storage(answer, reader) },
        {
          id: 'automated',
          title: sections.automated_decisions.title,
          body: html`<p>${answer.automatedDecisions.text}</p>`,
        },
      ]
    : [];
  return [
    ...held,
    { id: 'rights', title: sections.rights.title, body: rights(answer, reader) },
    { id: 'complaint', title: sections.complaint.title, body: complaint(answer) },
  ];
}

function categories({ categories: found, systems }: Answer, reader: Reader): Markup {
  const nameOf = (slug: string) => systems.find(({ system }) => system === slug)?.name ?? slug;
  const card = (category: AnsweredCategory) =>
    html`<li class="card">
      <h3>${category.name} <span class="count">${reader.records(category.records)}</span></h3>
      <p class="soft">${category.holds}</p>
      <dl>
        <div>
          <dt>${reader.texts.labels.source}</dt>
          <dd>${reader.sentence(category.sourceName)}</dd>
        </div>
        <div>
          <dt>${reader.phrases.basis}</dt>
          <dd>${category.bases.map((basis) => basisLine(basis, reader))}</dd>
        </div>
        <div>
          <dt>${reader.texts.labels.system}</dt>
          <dd>${reader.list(category.systems.map(nameOf))}</dd>
        </div>
      </dl>
    </li>`;
  return html`<p>${reader.texts.sections.categories.text}</p>
    <ul class="cards">
      ${found.map(card)}
    </ul>
    <p class="soft">${reader.texts.sections.source.text}</p>`;
}

const basisLine = ({ basisName, articles: cited }: AnsweredBasis, reader: Reader) =>
  html`<div>${reader.sentence(basisName)} <span class="law">${articles(cited)}</span></div>`;

function purposes(answer: Answer, reader: Reader): Markup {
  const nameOf = (id: string) =>
    answer.categories.find(({ category }) => category === id)?.name ?? id;
  const one = (purpose: AnsweredPurpose) =>
    html`<div class="purpose">
      <div>
        <h3>${purpose.name}</h3>
        <p>${purpose.purpose}</p>
      </div>
      <div>
        <p>
          ${reader.sentence(purpose.basisName)}<br /><span class="law"
            >${articles(purpose.articles)}</span
          >
        </p>
        <ul class="chips">
          ${purpose.categories.map((id) => html`<li>${nameOf(id)}</li>`)}
        </ul>
      </div>
    </div>`;
  return html`<p>${reader.texts.sections.purposes.text}</p>
    ${answer.purposes.map(one)}`;
}

const articles = (perLaw: Partial<Record<Law, string>>) =>
  Object.values(perLaw)
    .filter((article) => article !== '')
    .map((article) => article.replaceAll(' ', '\u00a0'))
    .join(' · ');

function recipients(answer: Answer, reader: Reader): Markup {
  return html`<p>${reader.texts.sections.recipients.text}</p>
    <ul>
      ${answer.recipients.map(({ name }) => html`<li>${name}</li>`)}
    </ul>`;
}

function transfers(answer: Answer, reader: Reader): Markup {
  const row = ({ name, safeguards }: Answer['transfers'][number]) =>
    html`<li>
      <strong>${name}</strong>
      <div>
        ${Object.values(safeguards).map(
          ({ text, citation }) => html`<div>${text} <span class="law">${citation}</span></div>`,
        )}
      </div>
    </li>`;
  return html`<p>${reader.texts.sections.transfers.text}</p>
    <ul class="rows">
      ${answer.transfers.map(row)}
    </ul>`;
}

function storage({ storage: { criteria, statutes } }: Answer, reader: Reader): Markup {
  if (statutes.length === 0) return html`<p>${criteria}</p>`;
  const row = (kept: Answer['storage']['statutes'][number]) =>
    html`<li>
      <strong>${reader.label(kept.dataset)}</strong>
      <div>
        ${reader.phrases.years(kept.years, reader.number(kept.years))}
        <div class="law">${kept.statute}</div>
        <ul class="chips">
          ${kept.fields.map((field) => html`<li>${reader.label(field)}</li>`)}
        </ul>
      </div>
    </li>`;
  return html`<p>${criteria}</p>
    <h3>${reader.phrases.fixedPeriods}</h3>
    <ul class="rows">
      ${statutes.map(row)}
    </ul>`;
}

function rights({ laws }: Answer, reader: Reader): Markup {
  const several = laws.length > 1;
  const ofLaw = (law: AnsweredLaw) =>
    html`${several ? html`<h3>${law.name}</h3>` : undefined}
      <ul>
        ${law.rights.map((right) => html`<li>${right}</li>`)}
      </ul>`;
  return html`<p>${reader.texts.sections.rights.text}</p>
    ${laws.map(ofLaw)}`;
}

function complaint({ laws }: Answer): Markup {
  return html`${laws.map(
    ({ complaint: sentence, authority }) => html`<p>${linked(sentence, authority.url)}</p>`,
  )}`;
}

/** The sentence with the address in it made a link. */
function linked(sentence: string, url: string): Markup {
  const at = sentence.indexOf(url);
  if (url === '' || at < 0) return html`${sentence}`;
  return html`${sentence.slice(0, at)}${link(url, url)}${sentence.slice(at + url.length)}`;
}
