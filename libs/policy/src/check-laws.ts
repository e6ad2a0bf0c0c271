import { type Controller, type Law, type LawPack, type Register, type Texts } from '@habeas/domain';
import { faultAt, type Fault, type Loaded, type Path, type SourceFile } from './source-file.js';

interface Documents {
  controller: Loaded<Omit<Controller, 'digest'>>;
  register: Loaded<Omit<Register, 'digest'>>;
  packs: Loaded<Omit<LawPack, 'digest'>>[];
  retention: Loaded<{ law: Law }>[];
  texts: Loaded<Omit<Texts, 'digest'>>[];
}

/** Whoever says that he answers under a law has all that an answer under it needs. */
export function checkLaws(documents: Documents): Fault[] {
  const { controller, packs, retention } = documents;
  const { laws, venues } = controller.value;
  const at = (path: Path, detail: string) => faultAt(controller.file, path, detail);
  const surplus = (Object.keys(venues) as Law[]).filter((law) => !laws.includes(law));
  return [
    ...(laws.length === 0 ? [at(['laws'], 'Name at least one law to answer under.')] : []),
    ...surplus.map((law) => at(['venues', law], `"laws" does not name ${law}; add it there.`)),
    ...laws.flatMap((law, index) => {
      const path = ['laws', index];
      return [
        ...(venues[law] ? [] : [at(path, `${law} has no venue; add it under "venues".`)]),
        ...(knows(packs, ({ id }) => id === law) ? [] : [at(path, `${law} has no pack.`)]),
        ...(knows(retention, (file) => file.law === law)
          ? []
          : [at(path, `${law} has no retention file; add retention/${law}.yaml.`)]),
        ...inRegister(documents, law),
        ...documents.texts.flatMap(({ file, value }) => inTexts(file, value, law)),
      ];
    }),
  ];
}

const knows = <T>(documents: Loaded<T>[], test: (value: T) => boolean) =>
  documents.some(({ value }) => test(value));

function inRegister({ register: { file, value } }: Documents, law: Law): Fault[] {
  const bases = value.bases.map(({ citations }, index) => ({
    path: ['bases', index, 'citations'],
    given: citations[law],
  }));
  const transfers = value.transfers.map(({ safeguards }, index) => ({
    path: ['transfers', index, 'safeguards'],
    given: safeguards[law],
  }));
  return lacking(file, law, [...bases, ...transfers]);
}

function inTexts(file: SourceFile, texts: Omit<Texts, 'digest'>, law: Law): Fault[] {
  const { laws, rights, complaint, notice, transfers } = texts;
  return lacking(file, law, [
    { path: ['laws'], given: laws[law] },
    { path: ['rights'], given: rights[law] },
    { path: ['complaint'], given: complaint[law] },
    { path: ['notice', 'remedy'], given: notice.remedy[law] },
    ...Object.entries(transfers).map(([country, { safeguard }]) => ({
      path: ['transfers', country, 'safeguard'],
      given: safeguard[law],
    })),
  ]);
}

function lacking(file: SourceFile, law: Law, places: { path: Path; given: unknown }[]): Fault[] {
  return places
    .filter(({ given }) => given === undefined)
    .map(({ path }) =>
      faultAt(file, path, `The controller answers under ${law}; add "${law}" here.`),
    );
}
