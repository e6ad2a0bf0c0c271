/**
 * The package that goes to a person: one BagIt bag with her data twice (JSON Lines, CSV), a page to
 * read, and the information that the law owes with it; a portable one has a cover instead. Pure over streams: no database, no clock.
 * The exports are read once to learn what they hold and again while the zip is written; memory
 * grows with the number of data sets, never with that of records.
 */
import { composeAnswer, type AnswerFacts, type AnswerPolicy } from './compose-answer.js';
import type { Answer } from './answer.js';
import { zipBag, type BagContent, type BagFile } from './bag/bag-zip.js';
import type { ExportSource } from './bag/dataset.js';
import { datasetFiles } from './bag/dataset-files.js';
import { scanExports, type ScannedDataset } from './bag/scan-exports.js';
import { COVER_PHRASES } from './page/cover-phrases.js';
import { renderCover } from './page/cover.js';
import { renderPage } from './page/page.js';
import { Reader } from './page/reader.js';
import type { Ported } from './portability.js';

export interface Package {
  fileName: string;
  /** Records of all data sets together. */
  records: number;
  answer: Answer;
  /** The zip; to be read once. */
  bytes: AsyncIterable<Buffer>;
}

/** Throws PackagingError when an export cannot be packed whole. */
export async function composePackage(
  facts: AnswerFacts,
  policy: AnswerPolicy,
  sources: readonly ExportSource[],
): Promise<Package> {
  const datasets = await scanExports(sources);
  const answer = composeAnswer(facts, policy, datasets);
  const reader = new Reader(facts.locale, policy.texts[facts.locale], answer.timeZone);
  return {
    fileName: `${facts.ported ? 'portable' : 'personal'}-data-${facts.requestId}.zip`,
    records: datasets.reduce((sum, { rows }) => sum + rows, 0),
    answer,
    bytes: zipBag(bagOf(answer, { datasets, ported: facts.ported }, reader)),
  };
}

interface Packed {
  datasets: ScannedDataset[];
  ported: Ported | undefined;
}

function bagOf(answer: Answer, packed: Packed, reader: Reader): BagContent {
  const { controller, request } = answer;
  const { datasets } = packed;
  const title = packed.ported ? COVER_PHRASES[reader.locale].title : reader.texts.title;
  const readme = reader.phrases.readme(title, controller.name);
  return {
    payload: [
      ...toRead(answer, packed, reader),
      json('data/datasets.json', describe(answer, packed)),
      ...datasets.flatMap(datasetFiles),
    ],
    tags: [{ path: 'README.txt', content: () => [readme] }],
    info: [
      ['Source-Organization', controller.name],
      ['External-Identifier', request.id],
      ['External-Description', answer.laws.map(({ article }) => article).join(', ')],
      ['Bagging-Date', request.dataAsOf.slice(0, 'YYYY-MM-DD'.length)],
      ['Bag-Software-Agent', 'Habeas'],
    ],
  };
}

function toRead(answer: Answer, { datasets, ported }: Packed, reader: Reader): BagFile[] {
  const page = (text: () => string) => ({ path: 'data/index.html', content: () => [text()] });
  if (ported) return [page(() => renderCover(answer, { ported, datasets }, reader))];
  return [page(() => renderPage(answer, datasets, reader)), json('data/article-15.json', answer)];
}

const json = (path: string, value: object): BagFile => ({
  path,
  content: () => [`${JSON.stringify(value, null, 2)}\n`],
});

/** One description per data set, in the order of the page. */
function describe(answer: Answer, { datasets, ported }: Packed): object {
  return {
    request: answer.request.id,
    dataAsOf: answer.request.dataAsOf,
    datasets: datasets.map(({ system, name, category, path, rows, columns, timeRange }) => ({
      system,
      dataset: name,
      category,
      files: { jsonl: `data/${path}.jsonl`, csv: `data/${path}.csv` },
      rows,
      timeRange: timeRange ?? null,
      legalBases: legalBases(answer, { system, category, ported }),
      schema: columns,
    })),
  };
}

/** Of a portable package, only the uses that let the data go. */
function legalBases(
  { purposes }: Answer,
  { system, category, ported }: { system: string; category: string; ported: Ported | undefined },
) {
  const own = ported?.uses.find((one) => one.system === system && one.category === category);
  return purposes
    .filter(({ activity, categories }) =>
      ported ? own?.activities.includes(activity) : categories.includes(category),
    )
    .map(({ activity, basis, articles }) => ({ activity, basis, articles }));
}
