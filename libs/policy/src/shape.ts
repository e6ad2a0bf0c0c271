import { isMap, isScalar, isSeq } from 'yaml';
import { rangeOf, type Fault, type Path, type SourceFile } from './source-file.js';

/** A place in a file that a shape looks at. */
export interface Place {
  node: unknown;
  path: Path;
  line: number;
  file: SourceFile;
  faults: Fault[];
}

/** Reads a place into plain data, or notes faults and gives undefined. */
export type Shape<T> = (at: Place) => T | undefined;
type Of<S> = S extends Shape<infer T> ? T : never;
type Shapes = Record<string, Shape<unknown>>;
type Shaped<R extends Shapes, O extends Shapes> = { [K in keyof R]: Of<R[K]> } & {
  [K in keyof O]?: Of<O[K]>;
};

/** Notes a fault at a place; gives undefined, for shapes to return. */
export function fault({ file, line, path, faults }: Place, detail: string): undefined {
  faults.push({ file: file.name, line, path, detail });
  return undefined;
}

function scalar(at: Place): unknown {
  return isScalar(at.node) ? at.node.value : undefined;
}

/** Text that says something; surrounding blanks are not allowed. */
export const text: Shape<string> = (at) => {
  const value = scalar(at);
  if (typeof value === 'string' && value !== '' && value.trim() === value) return value;
  return fault(at, 'Text is expected here; put numbers and dates in quotes.');
};

/** Text of a form, such as a country code. */
export function matching(form: RegExp, hint: string): Shape<string> {
  return (at) => {
    const value = text(at);
    if (value === undefined || form.test(value)) return value;
    return fault(at, `This does not fit; give ${hint}.`);
  };
}

export const flag: Shape<boolean> = (at) => {
  const value = scalar(at);
  return typeof value === 'boolean' ? value : fault(at, 'Give true or false.');
};

export function integer(min: number, max: number): Shape<number> {
  return (at) => {
    const value = scalar(at);
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= min;
    return fits && value <= max ? value : fault(at, `Give a whole number from ${min} to ${max}.`);
  };
}

/** A day that exists, as `'2026-11-22'`. */
export const date: Shape<string> = (at) => {
  const value = scalar(at);
  if (typeof value === 'string' && isDay(value)) return value;
  return fault(at, "This is no day; give one that exists, as '2026-11-22'.");
};

/** Whether a text is an ISO date of a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const read = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
}

export function oneOf<const T extends string>(values: readonly T[]): Shape<T> {
  return (at) => {
    const value = scalar(at);
    const known = values.find((candidate) => candidate === value);
    return known ?? fault(at, `Not known here; give one of ${values.join(', ')}.`);
  };
}

export function listOf<T>(item: Shape<T>): Shape<T[]> {
  return (at) => {
    if (!isSeq(at.node)) return fault(at, 'A list is expected here; write [] if it is empty.');
    const places = at.node.items.map((node, index) => below(at, { node, key: index, from: node }));
    const read = places.map(item);
    return read.every((value) => value !== undefined) ? read : undefined;
  };
}

/** A map with exactly these keys. */
export function object<R extends Shapes, O extends Shapes = Record<never, Shape<unknown>>>(
  required: R,
  optional?: O,
): Shape<Shaped<R, O>> {
  const shapes: Shapes = { ...required, ...optional };
  return (at) => {
    const entries = entriesOf(at);
    if (!entries) return undefined;
    const count = at.faults.length;
    for (const key of Object.keys(required)) {
      if (!entries.has(key)) fault(at, `"${key}" is missing; add it.`);
    }
    const read = [...entries].map(([key, place]) => [key, readKey(shapes, key, place)] as const);
    // The cast says what the loop above has checked: each key read by its own shape.
    return at.faults.length === count ? (Object.fromEntries(read) as Shaped<R, O>) : undefined;
  };
}

function readKey(shapes: Shapes, key: string, place: Place): unknown {
  const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined;
  const known = Object.keys(shapes).join(', ');
  return shape ? shape(place) : fault(place, `This key is not known; known are ${known}.`);
}

/** A map that has each of these keys. */
export function keyed<const K extends string, T>(
  keys: readonly K[],
  shape: Shape<T>,
): Shape<Record<K, T>> {
  const all = Object.fromEntries(keys.map((key) => [key, shape]));
  return object(all) as Shape<Record<K, T>>;
}

/** A map that has some of these keys. */
export function someOf<const K extends string, T>(
  keys: readonly K[],
  shape: Shape<T>,
): Shape<Partial<Record<K, T>>> {
  const all = Object.fromEntries(keys.map((key) => [key, shape]));
  return object({}, all) as Shape<Partial<Record<K, T>>>;
}

/** A map whose keys are names of one form. */
export function named<T>(form: RegExp, shape: Shape<T>): Shape<Record<string, T>> {
  return (at) => {
    const entries = entriesOf(at);
    if (!entries) return undefined;
    const count = at.faults.length;
    const read = [...entries].map(([key, place]) => {
      if (!form.test(key)) fault(place, `This key is malformed; it must fit ${String(form)}.`);
      return [key, shape(place)] as const;
    });
    return at.faults.length === count ? (Object.fromEntries(read) as Record<string, T>) : undefined;
  };
}

function entriesOf(at: Place): Map<string, Place> | undefined {
  if (!isMap(at.node)) return fault(at, 'A map of keys and values is expected here.');
  const entries = new Map<string, Place>();
  for (const { key, value } of at.node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    entries.set(name, below(at, { node: value, key: name, from: key }));
  }
  return entries;
}

interface Step {
  node: unknown;
  key: string | number;
  /** The node whose line is told. */
  from: unknown;
}

function below(at: Place, { node, key, from }: Step): Place {
  const offset = rangeOf(from);
  const line = offset === undefined ? at.line : at.file.lines.linePos(offset).line;
  return { ...at, node, path: [...at.path, key], line };
}

/** Reads a whole file. */
export function readShape<T>(file: SourceFile, shape: Shape<T>, faults: Fault[]): T | undefined {
  return shape({ node: file.document.contents, path: [], line: 1, file, faults });
}
