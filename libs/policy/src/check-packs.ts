import { LAWS, type ClockRule, type LawPack, type Period } from '@habeas/domain';
import { faultAt, type Fault, type Loaded, type Path, type SourceFile } from './source-file.js';

type LoadedPack = Loaded<Omit<LawPack, 'digest'>>;

/** What no single key shows: validity, names of clocks, units of extensions. */
export function checkPacks(packs: LoadedPack[]): Fault[] {
  const own = packs.flatMap(({ file, value }) => [
    ...validity(file, value),
    ...clockNames(file, value),
    ...counting(file, value),
    ...Object.entries(value.clocks).flatMap(([name, rule]) => clock(file, name, rule)),
  ]);
  return [...own, ...overlaps(packs)];
}

function validity(file: SourceFile, { validFrom, validTo }: LawPack): Fault[] {
  if (!validTo || validTo >= validFrom) return [];
  return [faultAt(file, ['validTo'], `This lies before validFrom (${validFrom}); correct one.`)];
}

function clockNames(file: SourceFile, { clocks, rights, duties = {} }: LawPack): Fault[] {
  const known = Object.keys(clocks);
  const named = [
    ...Object.entries(rights).map(([name, rule]) => ({ path: ['rights', name], rule })),
    ...Object.entries(duties).map(([name, rule]) => ({ path: ['duties', name], rule })),
  ];
  return named
    .filter(({ rule }) => !known.includes(rule.clock))
    .map(({ path, rule }) => {
      const detail = `No clock is called "${rule.clock}"; this pack has ${known.join(', ')}.`;
      return faultAt(file, [...path, 'clock'], detail);
    });
}

/** A pack that counts days says what happens to a last day that is no working day. */
function counting(file: SourceFile, { counting: rules, clocks }: LawPack): Fault[] {
  const countsDays = Object.values(clocks).some(({ period }) => period && unit(period) !== 'hours');
  if (rules.roll && rules.noRoll) {
    return [faultAt(file, ['counting', 'noRoll'], 'A last day moves or stays; keep one of both.')];
  }
  if (!countsDays || rules.roll || rules.noRoll) return [];
  const detail = 'Say whether a last day that is no working day moves: add "roll" or "noRoll".';
  return [faultAt(file, ['counting'], detail)];
}

function clock(file: SourceFile, name: string, rule: ClockRule): Fault[] {
  const { kind, period, extension, refusalNotice, periodsWhen = [] } = rule;
  const path: Path = ['clocks', name];
  const immediate = kind === 'statutory-immediate';
  if (immediate && period) return [faultAt(file, path, 'What is owed at once has no period.')];
  if (!immediate && !period) return [faultAt(file, path, 'Add the period, or its kind is wrong.')];
  const own = period && unit(period);
  const others = [
    ...(extension ? [{ key: ['extension'], of: extension.period }] : []),
    ...(refusalNotice ? [{ key: ['refusalNotice'], of: refusalNotice.period }] : []),
    ...periodsWhen.map((one, index) => ({ key: ['periodsWhen', index], of: one.period })),
  ];
  const wrong = others
    .filter(({ of }) => unit(of) !== own)
    .map(({ key }) => faultAt(file, [...path, ...key], SAME_UNIT));
  return [...wrong, ...(extension && !isExtendable(own) ? [unextendable(file, path)] : [])];
}

const SAME_UNIT =
  'An extension, a notice and a further period are counted in the unit of the period.';

const isExtendable = (own: string | undefined) => own === 'months' || own === 'days';

const unextendable = (file: SourceFile, path: Path) =>
  faultAt(file, [...path, 'extension'], 'Only a period in months or days can be extended.');

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
