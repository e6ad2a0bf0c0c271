/**
 * The readable page: one file without scripts, images or anything fetched, for a phone and for
 * paper. Everything on it is escaped by `html`; the frame's policy header forbids what remains.
 */
import { fillText } from '@habeas/domain';
import type { Answer, AnsweredSystem } from '../answer.js';
import type { Dataset } from '../bag/dataset.js';
import { dataSection } from './data-section.js';
import { documentOf } from './document.js';
import { html, type Markup, type Part } from './html.js';
import { informationSections, type Section } from './information.js';
import type { Reader } from './reader.js';

/** The whole document, ready to be written as UTF-8. */
export function renderPage(answer: Answer, datasets: readonly Dataset[], reader: Reader): string {
  const { texts, phrases } = reader;
  const heading = answer.held ? texts.title : phrases.nothing;
  const parts = sections(answer, datasets, reader);
  const body = html`<div class="page">
    ${head(answer, { heading, datasets, reader })}
    <div class="layout">
      ${contents(parts, reader)}
      <main id="content">${parts.map(sectionOf)}</main>
    </div>
    ${pageFoot(answer, reader)}
  </div>`;
  return documentOf(reader, { title: `${heading} – ${answer.controller.name}`, body });
}

function sections(answer: Answer, datasets: readonly Dataset[], reader: Reader): Section[] {
  const searched = { id: 'systems', title: reader.phrases.searched, body: systems(answer, reader) };
  const information = informationSections(answer, reader);
  if (!answer.held) return [searched, ...information];
  return [searched, dataSection(answer, datasets, reader), ...information, files(reader)];
}

export const sectionOf = ({ id, title, body }: Section) =>
  html`<section id="${id}">
    <h2>${title}</h2>
    ${body}
  </section> `;

function contents(parts: Section[], reader: Reader): Markup {
  const entry = ({ id, title }: Section) => html`<li><a href="#${id}">${title}</a></li>`;
  return html`<nav class="contents" aria-label="${reader.phrases.contents}">
    <ol>
      ${parts.map(entry)}
    </ol>
  </nav>`;
}

interface Head {
  heading: string;
  datasets: readonly Dataset[];
  reader: Reader;
}

function head(answer: Answer, { heading, datasets, reader }: Head): Markup {
  const { texts, phrases } = reader;
  const { labels } = texts;
  const { controller, request, laws } = answer;
  const values = {
    ...controller,
    controller: controller.name,
    receivedOn: reader.day(request.received),
  };
  const lead = fillText(answer.held ? texts.intro : texts.nothingHeld, values);
  const due = laws.map(
    (law) =>
      html`${law.dueOn ? reader.date(law.dueOn) : phrases.none}<span class="note"
          >${law.article}</span
        >`,
  );
  return html`<header class="top">
    <p class="from">${controller.name}</p>
    <h1>${heading}</h1>
    <p class="lead">${lead}</p>
    ${answer.held ? totals(datasets, reader) : undefined}
    <dl class="facts">
      ${wide(labels.controller, answeredBy(controller))}
      ${fact(labels.received_on, reader.day(request.received))} ${fact(phrases.due, due)}
      ${fact(phrases.dataAsOf, reader.day(request.dataAsOf))}
      ${wide(labels.law, list(laws.map(({ name }) => name)))}
      ${wide(labels.request, html`<span class="code">${request.id}</span>`)}
    </dl>
  </header>`;
}

const fact = (label: string, value: Part) =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

const wide = (label: string, value: Part) =>
  html`<div class="wide">
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

const list = (items: string[]) =>
  html`<ul class="plain">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;

const answeredBy = ({ name, address, contact }: Answer['controller']) =>
  html`${name} <span class="note">${address}</span> <span class="note">${contact}</span>`;

function totals(datasets: readonly Dataset[], reader: Reader): Markup {
  const { phrases } = reader;
  const records = datasets.reduce((sum, { rows }) => sum + rows, 0);
  const systemCount = new Set(datasets.map(({ system }) => system)).size;
  const said = [
    phrases.records(records, reader.number(records)),
    phrases.datasets(datasets.length, reader.number(datasets.length)),
    phrases.systems(systemCount, reader.number(systemCount)),
  ];
  return html`<ul class="totals">
    ${said.map((text) => html`<li>${text}</li>`)}
  </ul>`;
}

function systems({ systems: asked, request }: Answer, reader: Reader): Markup {
  const { phrases } = reader;
  const silent = asked.filter(({ outcome }) => outcome === 'unanswered');
  const alert = html`<p class="alert">
    ${phrases.unansweredAlert(reader.list(silent.map(({ name }) => name)))}
  </p>`;
  const words = {
    nothing_found: phrases.nothingFound,
    unanswered: phrases.unanswered,
    not_searched: phrases.notSearched,
  };
  const said = ({ outcome, records }: AnsweredSystem) =>
    html`${
      records > 0 ? html`<span class="count">${reader.records(records)}</span> ` : undefined
    }${outcome === 'found' ? undefined : html`<span class="soft">${words[outcome]}</span>`}`;
  const row = (system: AnsweredSystem) =>
    html`<li>
      <strong>${system.name}</strong>
      <div>${said(system)}</div>
    </li>`;
  const by = reader.identifiers(request.searchedBy);
  return html`${by ? html`<p>${phrases.searchedBy(by)}</p>` : undefined}
    ${silent.length > 0 ? alert : undefined}
    <ul class="rows found">
      ${asked.map(row)}
    </ul>`;
}

function files(reader: Reader): Section {
  const { title, text } = reader.texts.sections.files;
  const body = html`<p>${text}</p>
    <p class="soft">${reader.phrases.apostrophe}</p>`;
  return { id: 'files', title, body };
}

export function pageFoot({ controller, request }: Answer, reader: Reader): Markup {
  return html`<footer>
    <p>${controller.name} · ${controller.address} · ${controller.contact}</p>
    <p>${reader.texts.labels.request} <code>${request.id}</code></p>
  </footer>`;
}
