import { HabeasError, LOCALES, type Locale, type Texts } from '@habeas/domain';
import { calendarsOf } from './calendars.js';
import { checkCalendars } from './check-calendars.js';
import { checkReferences } from './check-references.js';
import { checkLaws } from './check-laws.js';
import { checkPacks } from './check-packs.js';
import {
  nameFault,
  readPolicyFiles,
  textFault,
  versionDigest,
  type PolicyFiles,
} from './policy-files.js';
import type { Policy } from './policy.js';
import { readShape, type Shape } from './shape.js';
import { calendarShape } from './shapes/calendar.js';
import { controllerShape } from './shapes/controller.js';
import { packShape } from './shapes/pack.js';
import { registerShape } from './shapes/register.js';
import { retentionShape } from './shapes/retention.js';
import { textsShape } from './shapes/texts.js';
import { readSource, type Fault, type Loaded } from './source-file.js';

/**
 * Reads and checks a policy directory. Throws `policy_invalid` with every fault: file, line, path
 * and remedy. The result is frozen.
 */
export function loadPolicy(dir: string): Policy {
  return loadPolicyFiles(readPolicyFiles(dir));
}

/** The same from files as text, by their names below the policy directory. */
export function loadPolicyFiles(given: PolicyFiles): Policy {
  const faults = Object.entries(given).flatMap(unreadable);
  const folders: string[] = [];
  const read = <T>(folder: string, shape: Shape<T>) => {
    folders.push(folder);
    return readFolder({ given, folder, faults }, shape);
  };
  const documents = {
    controllers: read('controllers', controllerShape),
    packs: read('packs', packShape),
    calendars: read('calendars', calendarShape),
    registers: read('registers', registerShape),
    retention: read('retention', retentionShape),
    texts: read('texts', textsShape),
  };
  refuse([...faults, ...Object.keys(given).flatMap((name) => misplaced(name, folders))]);
  const controller = only(documents.controllers, 'controllers', faults);
  const register = only(documents.registers, 'registers', faults);
  if (!controller || !register) throw invalid(faults);
  refuse([
    ...checkPacks(documents.packs),
    ...checkCalendars(documents.calendars, controller),
    ...checkReferences({ ...documents, controller, register }),
    ...checkLaws({ ...documents, controller, register }),
  ]);
  const files = Object.values(documents).flatMap((list) => list.map(({ file }) => file));
  const digests = Object.fromEntries(files.map(({ name, digest }) => [name, digest]));
  return deepFrozen({
    digest: versionDigest(digests),
    controller: controller.value,
    packs: documents.packs.map(({ value }) => value),
    calendars: calendarsOf(documents.calendars),
    register: register.value,
    retention: documents.retention.flatMap(({ value: { law, rules } }) =>
      rules.map((rule) => ({ ...rule, law })),
    ),
    texts: byLocale(documents.texts),
    digests,
  });
}

interface Folder {
  given: PolicyFiles;
  folder: string;
  faults: Fault[];
}

function readFolder<T>({ given, folder, faults }: Folder, shape: Shape<T>): Loaded<T>[] {
  const names = Object.keys(given)
    .filter((name) => name.startsWith(`${folder}/`))
    .toSorted();
  if (names.length === 0) faults.push(missing(folder, `No YAML file in ${folder}/; add one.`));
  return names.flatMap((name) => {
    const before = faults.length;
    const file = readSource(name, given[name] ?? '', faults);
    const value = faults.length === before ? readShape(file, shape, faults) : undefined;
    return value === undefined ? [] : [{ file, value: { ...value, digest: file.digest } }];
  });
}

function unreadable([name, text]: [string, string]): Fault[] {
  const detail = nameFault(name) ?? textFault(text);
  return detail ? [missing(name, detail)] : [];
}

function misplaced(name: string, folders: string[]): Fault[] {
  if (folders.some((folder) => name.startsWith(`${folder}/`))) return [];
  return [missing(name, `No policy file goes here; the folders are ${folders.join(', ')}.`)];
}

const missing = (file: string, detail: string): Fault => ({ file, line: 1, path: [], detail });

function only<T>(list: Loaded<T>[], folder: string, faults: Fault[]): Loaded<T> | undefined {
  if (list.length === 1) return list[0];
  faults.push(missing(folder, 'Exactly one file is in force at a time; move the others away.'));
  return undefined;
}

/** Safe because `checkReferences` found one file for each locale. */
function byLocale(texts: Loaded<Omit<Texts, 'digest'>>[]): Record<Locale, Texts> {
  const found = LOCALES.map((locale) => [
    locale,
    texts.find(({ value }) => value.locale === locale)?.value,
  ]);
  return Object.fromEntries(found) as Record<Locale, Texts>;
}

/** Throws `policy_invalid` when there is any fault. */
export function refuse(faults: Fault[]): void {
  if (faults.length > 0) throw invalid(faults);
}

function invalid(faults: Fault[]): HabeasError {
  const errors = faults.map(({ file, line, path, detail }) => {
    const pointer = path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`);
    return { pointer: `${file}:${line}#${pointer.join('')}`, detail };
  });
  const first = errors[0];
  const more = errors.length > 1 ? ` And ${errors.length - 1} more.` : '';
  return new HabeasError('policy_invalid', `${first?.pointer}: ${first?.detail}${more}`, errors);
}

function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(deepFrozen);
  return Object.freeze(value);
}
