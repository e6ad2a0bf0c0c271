/** One row of the import table: what a unit may import, of ours and from outside. */
export interface ImportRow {
  unit: string;
  /** Names of libs; `every` stands for all of them. */
  libs: string[] | 'every';
  /** Package names, `node:` modules among them; `any` stands for all of them. */
  packages: string[] | 'any';
}

const ROW = /^\|\s*`(?<unit>[^`]+)`\s*\|(?<libs>[^|]*)\|(?<packages>[^|]*)\|$/;

/** Reads the table below the heading that names imports; the page is the rule. */
export function readImportTable(map: string): ImportRow[] {
  return sectionOf(map, 'What may import what').flatMap((line) => {
    const { unit, libs = '', packages = '' } = ROW.exec(line.trim())?.groups ?? {};
    if (!unit) return [];
    return [
      {
        unit,
        libs: libs.includes('every lib') ? 'every' : quoted(libs),
        packages: packages.includes('any') ? 'any' : quoted(packages),
      },
    ];
  });
}

/** The lines below a second-level heading, up to the next. */
export function sectionOf(markdown: string, heading: string): string[] {
  const lines = markdown.split('\n');
  const start = lines.indexOf(`## ${heading}`);
  if (start < 0) return [];
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
}

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
