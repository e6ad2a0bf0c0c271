import {
  LOCALES,
  type Controller,
  type Law,
  type Register,
  type RetentionRule,
  type Texts,
} from '@habeas/domain';
import { checkOrder } from './check-order.js';
import { checkParts } from './check-parts.js';
import { faultAt, type Fault, type Loaded, type Path, type SourceFile } from './source-file.js';

interface Documents {
  controller: Loaded<Omit<Controller, 'digest'>>;
  register: Loaded<Omit<Register, 'digest'>>;
  retention: Loaded<{ law: Law; rules: Omit<RetentionRule, 'law'>[] }>[];
  texts: Loaded<Omit<Texts, 'digest'>>[];
}

/** References between files, and within the register: nothing may point to nothing. */
export function checkReferences({ register, retention, texts }: Documents): Fault[] {
  return [
    ...checkRegister(register.file, register.value),
    ...retention.flatMap(({ file, value }) => inRetention(file, value.rules, register.value)),
    ...texts.flatMap(({ file, value }) => inTexts(file, value, register.value)),
    ...locales(texts),
  ];
}

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

/** References within the register. */
export function checkRegister(file: SourceFile, register: Register): Fault[] {
  const categories = ids(register.categories);
  const held = register.systems.flatMap((system) => ids(system.categories));
  return [
    ...(['categories', 'bases', 'activities', 'systems', 'recipients'] as const).flatMap((list) =>
      twice(file, list, ids(register[list])),
    ),
    ...register.activities.flatMap(({ categories: used, basis }, index) => [
      ...unknown(file, { path: ['activities', index, 'categories'], given: used, categories }),
      ...(ids(register.bases).includes(basis)
        ? []
        : [faultAt(file, ['activities', index, 'basis'], `No basis "${basis}" is cited; add it.`)]),
    ]),
    ...register.systems.flatMap((system, index) => {
      const path = ['systems', index, 'categories'];
      return unknown(file, { path, given: ids(system.categories), categories });
    }),
    ...register.recipients.flatMap(({ categories: given = [] }, index) =>
      unknown(file, { path: ['recipients', index, 'categories'], given, categories }),
    ),
    ...checkParts(file, register),
    ...checkOrder(file, register),
    ...categories
      .filter((category) => !held.includes(category))
      .map((category) =>
        faultAt(file, ['systems'], `No system holds ${category}; say where it is held.`),
      ),
  ];
}

function twice(file: SourceFile, list: string, given: string[]): Fault[] {
  return given.flatMap((id, index) =>
    given.indexOf(id) < index ? [faultAt(file, [list, index], `"${id}" stands here twice.`)] : [],
  );
}

function unknown(
  file: SourceFile,
  { path, given, categories }: { path: Path; given: string[]; categories: string[] },
): Fault[] {
  return given.flatMap((category, index) => {
    if (categories.includes(category)) return [];
    return [faultAt(file, [...path, index], noCategory(category, categories))];
  });
}

const noCategory = (given: string, known: string[]) =>
  `No category is called ${given}; known are ${known.join(', ')}.`;

function inRetention(
  file: SourceFile,
  rules: Omit<RetentionRule, 'law'>[],
  { systems, categories }: Register,
): Fault[] {
  const known = ids(categories);
  const perRule = rules.flatMap(({ category, keep }, index) => {
    const path: Path = ['rules', index];
    const at = known.includes(category)
      ? []
      : [faultAt(file, [...path, 'category'], noCategory(category, known))];
    const system = systems.find(({ id }) => id === keep?.system);
    if (!keep || system?.categories.some(({ id }) => id === category)) return at;
    const detail = `The register has no system "${keep.system}" that holds ${category}.`;
    return [...at, faultAt(file, [...path, 'keep', 'system'], detail)];
  });
  return [...perRule, ...twice(file, 'rules', ids(rules))];
}

function inTexts(file: SourceFile, texts: Texts, register: Register): Fault[] {
  const needed = {
    categories: ids(register.categories),
    activities: ids(register.activities),
    systems: ids(register.systems),
    recipients: ids(register.recipients),
    transfers: register.transfers.map(({ country }) => country),
  };
  return (Object.keys(needed) as (keyof typeof needed)[]).flatMap((part) => {
    const given = Object.keys(texts[part]);
    const lacking = needed[part].filter((id) => !given.includes(id));
    const surplus = given.filter((id) => !needed[part].includes(id));
    return [
      ...lacking.map((id) => faultAt(file, [part], `The register has "${id}"; put it in words.`)),
      ...surplus.map((id) => faultAt(file, [part, id], 'The register has no such id; remove it.')),
    ];
  });
}

function locales(texts: Loaded<Omit<Texts, 'digest'>>[]): Fault[] {
  const named = texts.flatMap(({ file, value }) =>
    file.name === `texts/${value.locale}.yaml`
      ? []
      : [faultAt(file, ['locale'], `The file of "${value.locale}" is texts/${value.locale}.yaml.`)],
  );
  const lacking = LOCALES.filter((locale) => !texts.some(({ value }) => value.locale === locale));
  const missing = lacking.map((locale) => {
    const detail = 'People are answered in this language; add the file.';
    return { file: `texts/${locale}.yaml`, line: 1, path: [], detail };
  });
  return [...named, ...missing];
}
