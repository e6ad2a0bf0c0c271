import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HabeasError, LOCALES, type Locale, type Texts } from '@habeas/domain';
import { checkReferences } from './check-references.js';
import { checkPacks } from './check-packs.js';
import type { Policy } from './policy.js';
import { readShape, type Shape } from './shape.js';
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
  const faults: Fault[] = [];
  const read = <T>(folder: string, shape: Shape<T>) => readFolder({ dir, folder, faults }, shape);
  const documents = {
    controllers: read('controllers', controllerShape),
    packs: read('packs', packShape),
    registers: read('registers', registerShape),
    retention: read('retention', retentionShape),
    texts: read('texts', textsShape),
  };
  refuse(faults);
  const controller = only(documents.controllers, 'controllers', faults);
  const register = only(documents.registers, 'registers', faults);
  if (!controller || !register) throw invalid(faults);
  refuse([
    ...checkPacks(documents.packs),
    ...checkReferences({ ...documents, controller, register }),
  ]);
  const files = Object.values(documents).flatMap((list) => list.map(({ file }) => file));
  return deepFrozen({
    controller: controller.value,
    packs: documents.packs.map(({ value }) => value),
    register: register.value,
    retention: documents.retention.flatMap(({ value: { law, rules } }) =>
      rules.map((rule) => ({ ...rule, law })),
    ),
    texts: byLocale(documents.texts),
    digests: Object.fromEntries(files.map(({ name, digest }) => [name, digest])),
  });
}

interface Folder {
  dir: string;
  folder: string;
  faults: Fault[];
}

function readFolder<T>({ dir, folder, faults }: Folder, shape: Shape<T>): Loaded<T>[] {
  const names = filesIn(dir, folder);
  if (names.length === 0) faults.push(missing(folder, `No YAML file in ${folder}/; add one.`));
  return names.flatMap((name) => {
    const before = faults.length;
    const file = readSource(dir, `${folder}/${name}`, faults);
    const value = faults.length === before ? readShape(file, shape, faults) : undefined;
    return value === undefined ? [] : [{ file, value: { ...value, digest: file.digest } }];
  });
}

function filesIn(dir: string, folder: string): string[] {
  const path = join(dir, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted();
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

function refuse(faults: Fault[]): void {
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
