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
 * or category, an operation but test, replace, add and remove, or one that overwrites without a
 * `test` before it. Without the test, what the person never saw could be overwritten.
 */
export function checkChanges(register: Register, changes: readonly Change[]): void {
  const faults = changes.flatMap((change, index) => faultsOf(register, change, index));
  const none = {
    pointer: '',
    detail: 'Name at least one change: what it is, and what it should be.',
  };
  const errors = changes.length === 0 ? [none] : faults;
  const [first] = errors;
  if (first) throw new HabeasError('changes_invalid', first.detail, errors);
}

function faultsOf(register: Register, { system, category, patch }: Change, index: number) {
  const at = `/${index}`;
  const systems = register.systems.filter(({ id }) => system === undefined || id === system);
  const held = systems.some(({ categories }) => categories.some(({ id }) => id === category));
  const faults: ErrorDetail[] = patch.flatMap((_, step) => faultsOfStep(patch, step, at));
  if (!patch.some(({ op }) => CHANGING.includes(op))) {
    const detail = 'Nothing is changed here; add an operation replace, add or remove.';
    faults.push({ pointer: `${at}/patch`, detail });
  }
  if (held) return faults;
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
  const takes = (system: string, path: string) =>
    (holdingFacts(register, { ...cell, system })?.correctable ?? []).some((one) =>
      covers(one, path),
    );
  const paths = asked.map(({ path }) => path).filter((path) => takes(cell.system, path));
  const lacking = asked.some(({ system, path }) =>
    system ? !takes(system, path) : !register.systems.some(({ id }) => takes(id, path)),
  );
  return { named: own.length > 0, paths: [...new Set(paths)], lacking };
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
