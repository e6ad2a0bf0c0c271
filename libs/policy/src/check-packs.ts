import { LAWS, type LawPack, type Period } from '@habeas/domain';
import { faultAt, type Fault, type Loaded, type Path, type SourceFile } from './source-file.js';

type LoadedPack = Loaded<Omit<LawPack, 'digest'>>;

/** What no single key shows: validity, names of clocks, units of extensions. */
export function checkPacks(packs: LoadedPack[]): Fault[] {
  const own = packs.flatMap(({ file, value }) => [
    ...validity(file, value),
    ...rights(file, value),
    ...clocks(file, value),
  ]);
  return [...own, ...overlaps(packs)];
}

function validity(file: SourceFile, { validFrom, validTo }: LawPack): Fault[] {
  if (!validTo || validTo >= validFrom) return [];
  return [faultAt(file, ['validTo'], `This lies before validFrom (${validFrom}); correct one.`)];
}

function rights(file: SourceFile, pack: LawPack): Fault[] {
  return Object.entries(pack.rights)
    .filter(([, { clock }]) => !Object.hasOwn(pack.clocks, clock))
    .map(([right, { clock }]) => {
      const known = Object.keys(pack.clocks).join(', ');
      const path = ['rights', right, 'clock'];
      return faultAt(file, path, `No clock is called "${clock}"; this pack has ${known}.`);
    });
}

function clocks(file: SourceFile, pack: LawPack): Fault[] {
  return Object.entries(pack.clocks).flatMap(([name, { kind, period, extension }]) => {
    const path: Path = ['clocks', name];
    const immediate = kind === 'statutory-immediate';
    if (immediate && period) return [faultAt(file, path, 'What is owed at once has no period.')];
    if (!immediate && !period)
      return [faultAt(file, path, 'Add the period, or its kind is wrong.')];
    if (!extension || (period && unit(extension.period) === unit(period))) return [];
    const detail = 'An extension is counted in the unit of the period that it extends.';
    return [faultAt(file, [...path, 'extension'], detail)];
  });
}

const unit = (period: Period) => Object.keys(period)[0];

/** Two versions of one law may not both govern a day, or nobody could say which did. */
function overlaps(packs: LoadedPack[]): Fault[] {
  return LAWS.flatMap((law) => {
    const versions = packs
      .filter(({ value }) => value.id === law)
      .toSorted((a, b) => (a.value.validFrom < b.value.validFrom ? -1 : 1));
    return versions.flatMap(({ file, value }, index) => {
      const before = versions[index - 1]?.value;
      if (!before || (before.validTo && before.validTo < value.validFrom)) return [];
      const detail = `Version ${before.version} is still valid then; end it with validTo.`;
      return [faultAt(file, ['validFrom'], detail)];
    });
  });
}
