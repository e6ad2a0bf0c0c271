/**
 * The cover of a portable package: what is in, what is not and why. The information that goes with
 * an access answer (GDPR Art. 15) is not owed here.
 */
import type { Answer } from '../answer.js';
import type { Dataset } from '../bag/dataset.js';
import type { LeftOut, Ported } from '../portability.js';
import { COVER_PHRASES } from './cover-phrases.js';
import { documentOf } from './document.js';
import { html, type Markup } from './html.js';
import type { Section } from './information.js';
import { pageFoot, sectionOf } from './page.js';
import type { Reader } from './reader.js';

/** The whole document, ready to be written as UTF-8. */
export function renderCover(
  answer: Answer,
  { ported, datasets }: { ported: Ported; datasets: readonly Dataset[] },
  reader: Reader,
): string {
  const { controller, request, laws } = answer;
  const cover = COVER_PHRASES[reader.locale];
  const heading = answer.held ? cover.title : reader.phrases.nothing;
  const body = html`<div class="page">
    <header class="top">
      <p class="from">${controller.name}</p>
      <h1>${heading}</h1>
      <p class="lead">${cover.lead(controller.name, reader.day(request.received))}</p>
      <p class="note">${laws.map(({ article }) => article).join(', ')}</p>
    </header>
    <main id="content">${sections(answer, { ported, datasets }, reader).map(sectionOf)}</main>
    ${pageFoot(answer, reader)}
  </div>`;
  return documentOf(reader, { title: `${heading} – ${controller.name}`, body });
}

function sections(
  answer: Answer,
  { ported, datasets }: { ported: Ported; datasets: readonly Dataset[] },
  reader: Reader,
): Section[] {
  const cover = COVER_PHRASES[reader.locale];
  const outside = ported.leftOut.map((one) => leftOut(one, answer, reader));
  const complaint = html`${answer.laws.map((law) => html`<p>${law.complaint}</p>`)}`;
  return [
    ...(answer.held ? [inside(answer, datasets, reader)] : []),
    ...missing(answer, reader),
    ...(outside.length > 0 ? [rows('outside', cover.outside, outside)] : []),
    ...(answer.held ? [textual('use', cover.use, cover.howToUse)] : []),
    { id: 'complaint', title: reader.texts.sections.complaint.title, body: complaint },
  ];
}

const textual = (id: string, title: string, text: string): Section => ({
  ...{ id, title, body: html`<p>${text}</p>` },
});

const rows = (id: string, title: string, items: Markup[]): Section => ({
  id,
  title,
  body: html`<ul class="rows">
    ${items}
  </ul>`,
});

function inside(answer: Answer, datasets: readonly Dataset[], reader: Reader): Section {
  const item = ({ category, name, records }: Answer['categories'][number]) => {
    const files = datasets.filter((one) => one.category === category).map(({ path }) => path);
    return html`<li>
      <strong>${name}</strong>
      <div><span class="count">${reader.records(records)}</span> ${files.join(', ')}</div>
    </li>`;
  };
  return rows('inside', COVER_PHRASES[reader.locale].inside, answer.categories.map(item));
}

/** A system that did not answer is said, never left out. */
function missing({ systems }: Answer, reader: Reader): Section[] {
  const silent = systems.filter(({ outcome }) => outcome === 'unanswered').map(({ name }) => name);
  if (silent.length === 0) return [];
  const { unanswered, unansweredAlert } = reader.phrases;
  const body = html`<p class="alert">${unansweredAlert(reader.list(silent))}</p>`;
  return [{ id: 'missing', title: reader.sentence(unanswered), body }];
}

function leftOut(
  { category, systems, because, articles }: LeftOut,
  answer: Answer,
  reader: Reader,
) {
  const { texts } = reader;
  const name = texts.categories[category]?.name ?? category;
  const where = systems.map(
    (id) => texts.systems[id] ?? answer.systems.find(({ system }) => system === id)?.name ?? id,
  );
  return html`<li>
    <strong>${name}</strong>
    <div>
      ${reader.list(where)}: ${COVER_PHRASES[reader.locale].because[because]}
      <span class="note">${articles.join('; ')}</span>
    </div>
  </li>`;
}
