/** What a person asks to have rectified, and what of it each system can change. */
import { HabeasError, type ErrorDetail } from './errors.js';
import { holdingFacts, type Register } from './register.js';

/** One operation of a JSON Patch (RFC 6902); the plan reads `op` and `path`, never `value`. */
export interface PatchOperation {
  op: string;
  path: string;
  value?: unknown;
}

/** Changes to one category; without `system`, wherever it is held. */
export interface Change {
  system?: string;
  category: string;
  patch: readonly PatchOperation[];
}

const CHANGING = ['replace', 'add', 'remove'];

/**
 * Refuses changes that no plan can rest on, with `changes_invalid`: none at all, an unknown system
 * or category, an operation but test, replace, add and remove, one that overwrites without a `test`
 * before it, a place that nobody can correct, or a test of what is not changed. Without the test,
 * what the person never saw could be overwritten. Pointers begin with `at`.
 */
export function checkChanges(register: Register, changes: readonly Change[], at = ''): void {
  const faults = changes.flatMap((change, index) => faultsOf(register, change, `${at}/${index}`));
  const none = {
    pointer: at,
    detail: 'Name at least one change: what it is, and what it should be.',
  };
  const errors = changes.length === 0 ? [none] : faults;
  const [first] = errors;
  if (first) throw new HabeasError('changes_invalid', first.detail, errors);
}

function faultsOf(register: Register, { system, category, patch }: Change, at: string) {
  const systems = register.systems.filter(({ id }) => system === undefined || id === system);
  const held = systems.some(({ categories }) => categories.some(({ id }) => id === category));
  const faults: ErrorDetail[] = patch.flatMap((_, step) => faultsOfStep(patch, step, at));
  if (!patch.some(({ op }) => CHANGING.includes(op))) {
    const detail = 'Nothing is changed here; add an operation replace, add or remove.';
    faults.push({ pointer: `${at}/patch`, detail });
  }
  if (held && faults.length > 0) return faults;
  if (held) {
    const change = { system, category, patch };
    return patch.flatMap((_, step) => faultsOfPlace(register, change, { step, at }));
  }
  const detail = 'The register has no such category on such a system; correct either.';
  return [{ pointer: at, detail }, ...faults];
}

function faultsOfStep(patch: readonly PatchOperation[], step: number, at: string): ErrorDetail[] {
  const { op, path } = patch[step] ?? { op: '', path: '' };
  if (op === 'test' || op === 'add') return [];
  if (!CHANGING.includes(op)) {
    const detail = 'Only test, replace, add and remove are carried out.';
    return [{ pointer: `${at}/patch/${step}/op`, detail }];
  }
  if (patch.slice(0, step).some((one) => one.op === 'test' && one.path === path)) return [];
  const detail =
    'Put a test of the present value before it, so that nothing unseen is overwritten.';
  return [{ pointer: `${at}/patch/${step}/path`, detail }];
}

type Asked = Pick<Change, 'category' | 'patch'> & { system: string | undefined };

/** A test of a place that is not changed would go to no system, and guard nothing. */
function faultsOfPlace(
  register: Register,
  { system, category, patch }: Asked,
  { step, at }: { step: number; at: string },
): ErrorDetail[] {
  const { path = '', op = '' } = patch[step] ?? {};
  const pointer = `${at}/patch/${step}/path`;
  const correctable = register.systems
    .filter(({ id }) => system === undefined || id === system)
    .some(({ id }) => takes(register, { system: id, category }, path));
  if (!correctable) {
    const detail = 'The register has no such place to be corrected; `habeas plan` shows them.';
    return [{ pointer, detail }];
  }
  const changed = patch.some((one) => CHANGING.includes(one.op) && one.path === path);
  if (op !== 'test' || changed) return [];
  return [{ pointer, detail: 'A test stands before a change of the same place; add the change.' }];
}

const VALUE_LENGTH_MAX = 1_000;

/**
 * Refuses values that no system could take, with `changes_invalid`: `remove` has none, the others a
 * text of at most 1,000 characters, or null. The refusal repeats no value.
 */
export function checkChangeValues(changes: readonly Change[], at = ''): void {
  const errors = changes.flatMap(({ patch }, index) =>
    patch.flatMap(({ op, value }, step): ErrorDetail[] => {
      if (op === 'remove' ? value === undefined : isValue(value)) return [];
      const detail = `Give a text of at most ${VALUE_LENGTH_MAX} characters or null; none to remove.`;
      return [{ pointer: `${at}/${index}/patch/${step}/value`, detail }];
    }),
  );
  const [first] = errors;
  if (first) throw new HabeasError('changes_invalid', first.detail, errors);
}

const isValue = (value: unknown) =>
  value === null ||
  (typeof value === 'string' &&
    value.length <= VALUE_LENGTH_MAX &&
    value.isWellFormed() &&
    !value.includes('\0'));

/** The changes without their values: which places, never what stands there. */
export const withoutValues = (changes: readonly Change[]): Change[] =>
  changes.map(({ patch, ...change }) => ({
    ...change,
    patch: patch.map(({ op, path }) => ({ op, path })),
  }));

/** Places that the changes name on one category of one system. */
export interface NamedPlaces {
  named: boolean;
  /** Those that this system can change. */
  paths: string[];
  /** Some place asked of this system can be changed by none that it is asked of. */
  lacking: boolean;
}

export function placesNamed(
  register: Register,
  changes: readonly Change[],
  cell: { system: string; category: string },
): NamedPlaces {
  const own = changes.filter(
    ({ system, category }) => category === cell.category && (system ?? cell.system) === cell.system,
  );
  const asked = own.flatMap(({ system, patch }) =>
    patch.filter(({ op }) => CHANGING.includes(op)).map(({ path }) => ({ system, path })),
  );
  const onSystem = (system: string, path: string) => takes(register, { ...cell, system }, path);
  const paths = asked.map(({ path }) => path).filter((path) => onSystem(cell.system, path));
  const lacking = asked.some(({ system, path }) =>
    system ? !onSystem(system, path) : !register.systems.some(({ id }) => onSystem(id, path)),
  );
  return { named: own.length > 0, paths: [...new Set(paths)], lacking };
}

/** Whether what the system holds of the category may be corrected at that place. */
function takes(
  register: Register,
  cell: { system: string; category: string },
  path: string,
): boolean {
  return (holdingFacts(register, cell)?.correctable ?? []).some((one) => covers(one, path));
}

/** `*` in the pattern stands for any one step. */
function covers(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const steps = path.split('/');
  return (
    wanted.length === steps.length &&
    wanted.every((step, index) => step === '*' || step === steps[index])
  );
}

/** Every place that the register declares as correctable, as changes without values. */
export function correctablePlaces(register: Register): Change[] {
  return register.systems.flatMap(({ id: system, categories }) =>
    categories
      .filter(({ correctable = [] }) => correctable.length > 0)
      .map(({ id: category, correctable = [] }) => ({
        system,
        category,
        patch: correctable.flatMap((path) => [
          { op: 'test', path },
          { op: 'replace', path },
        ]),
      })),
  );
}
