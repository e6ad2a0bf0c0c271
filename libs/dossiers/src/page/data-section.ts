import type { Dataset, PreviewRow } from '../bag/dataset.js';
import { PREVIEW_COLUMNS_MAX } from '../bag/preview.js';
import type { FlatValue } from '../bag/flatten.js';
import type { Answer } from '../answer.js';
import { html, type Markup } from './html.js';
import type { Section } from './information.js';
import type { Reader } from './reader.js';
import { TimeBars } from './time-bars.js';

/** Wider data sets, long texts and few records are shown record by record instead of as a table. */
const TABLE_COLUMNS_MAX = 7;
const TABLE_ROWS_MIN = 3;
const TABLE_TEXT_MAX = 80;

/** The copy itself: an overview on one time axis, then each data set. */
export function dataSection(answer: Answer, datasets: readonly Dataset[], reader: Reader): Section {
  const { data } = reader.texts.sections;
  const body = html`<p>${data.text}</p>
    ${overview(datasets, reader)}
    ${answer.systems.map((system) => ofSystem(system, datasets, reader))}
    <p class="soft small">${reader.phrases.times(answer.timeZone)} ${reader.texts.secrets}</p>`;
  return { id: 'data', title: data.title, body };
}

function overview(datasets: readonly Dataset[], reader: Reader): Markup {
  const { labels } = reader.texts;
  const bars = new TimeBars(datasets);
  const row = (dataset: Dataset) =>
    html`<tr>
      <th scope="row"><a href="#${anchor(dataset)}">${title(dataset, reader)}</a></th>
      <td class="n">${reader.number(dataset.rows)}</td>
      <td>
        ${dataset.timeRange ? reader.range(dataset.timeRange) : html`<span class="nil">–</span>`}
      </td>
      <td class="when">${bars.bar(dataset)}</td>
    </tr>`;
  return html`<table class="overview">
    <thead>
      <tr>
        <th scope="col">${labels.dataset}</th>
        <th scope="col">${labels.records}</th>
        <th scope="col">${reader.phrases.period}</th>
        <th class="when"></th>
      </tr>
    </thead>
    <tbody>
      ${datasets.map(row)}
    </tbody>
  </table>`;
}

// A dot stands in no safe name, so two data sets never share an anchor.
const anchor = ({ path }: Dataset) => `set-${path.replace('/', '.')}`;
const title = ({ name }: Dataset, reader: Reader) => reader.sentence(reader.label(name));

function ofSystem(
  { system, name, records }: Answer['systems'][number],
  datasets: readonly Dataset[],
  reader: Reader,
): Markup {
  const own = datasets.filter((dataset) => dataset.system === system);
  if (own.length === 0) return html``;
  return html`<div class="system">
      <h3>${name}</h3>
      <span class="count">${reader.records(records)}</span>
    </div>
    ${own.map((dataset) => setOf(dataset, reader))}`;
}

function setOf(dataset: Dataset, reader: Reader): Markup {
  const category = reader.texts.categories[dataset.category]?.name ?? dataset.category;
  const period = dataset.timeRange ? ` · ${reader.range(dataset.timeRange)}` : '';
  return html`<details class="set" id="${anchor(dataset)}" open>
    <summary>
      <h3>${title(dataset, reader)}</h3>
      <span class="count">${reader.records(dataset.rows)}</span>
      <span class="meta">${category}${period}</span>
    </summary>
    ${isTabular(dataset) ? asTable(dataset, reader) : asRecords(dataset, reader)}
    ${remark(dataset, reader)}
  </details>`;
}

const isTabular = ({ columns, rows, preview }: Dataset) =>
  columns.length <= TABLE_COLUMNS_MAX &&
  rows >= TABLE_ROWS_MIN &&
  preview.every((row) => row.every(([, { text }]) => text.length <= TABLE_TEXT_MAX));

const NUMERIC = new Set(['integer', 'number', 'date', 'date-time']);

function asTable({ columns, preview, name }: Dataset, reader: Reader): Markup {
  const cell = (value: FlatValue | undefined) =>
    html`<td${value && NUMERIC.has(value.type) ? html` class="n"` : undefined}>${
      value ? reader.value(value) : undefined
    }</td>`;
  const row = (values: ReadonlyMap<string, FlatValue>) =>
    html`<tr>
      ${columns.map((column) => cell(values.get(column.name)))}
    </tr> `;
  const head = columns.map((column) => html`<th scope="col">${reader.label(column.name)}</th>`);
  return html`<div class="scroll" role="region" aria-label="${reader.label(name)}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${preview.map((values) => row(new Map(values)))}
      </tbody>
    </table>
  </div>`;
}

function asRecords({ preview, name }: Dataset, reader: Reader): Markup {
  const field = ([column, value]: PreviewRow[number]) =>
    html`<div>
      <dt>${reader.label(column)}</dt>
      <dd>${reader.value(value)}</dd>
    </div>`;
  const records = preview.map((row) => html`<dl class="record">${row.map(field)}</dl> `);
  return html`<div class="records" role="region" aria-label="${reader.label(name)}" tabindex="0">
    ${records}
  </div>`;
}

/** What is not shown, and where all of it is. */
function remark({ rows, preview, columns, path }: Dataset, reader: Reader): Markup {
  const { phrases } = reader;
  const number = (count: number) => reader.number(count);
  const previewed = phrases.previewed(number(preview.length), number(rows));
  const leftOut = phrases.columnsLeftOut(number(PREVIEW_COLUMNS_MAX), number(columns.length));
  const file = (extension: string, use: string) =>
    html`<a href="${path}.${extension}">${path.split('/').at(-1)}.${extension}</a> (${use})`;
  return html`<p class="more">
    ${preview.length < rows ? previewed : undefined}
    ${columns.length > PREVIEW_COLUMNS_MAX ? leftOut : undefined} ${phrases.complete}
    ${file('csv', phrases.forSpreadsheets)}, ${file('jsonl', phrases.exact)}
  </p>`;
}
