import type { Fault } from './protocol.js';

/** A checked document, or what is wrong with it. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; faults: Fault[] };

/** Checks one value; reports faults by JSON Pointer. Never repeats a value: it may be personal. */
export type Check = (value: unknown, path: string, report: Report) => void;
export type Report = (path: string, detail: string) => void;

/** More faults than these help nobody. */
const FAULTS_MAX = 20;

/** Text of JSON, its bytes, or what was parsed from them. */
export function parseDocument<T>(input: unknown, check: Check): Parsed<T> {
  const faults: Fault[] = [];
  const report: Report = (path, detail) => {
    if (faults.length < FAULTS_MAX) faults.push({ path, detail });
  };
  const value = decode(input);
  if (value === undefined) report('', 'is not JSON in UTF-8');
  else check(value, '', report);
  return faults.length === 0 ? { ok: true, value: value as T } : { ok: false, faults };
}

export function text(options: { max: number; min?: number; form?: RegExp; hint?: string }): Check {
  const { max, min = 1, form, hint } = options;
  const expected = hint ?? `a text of ${min} to ${max} characters`;
  return (value, path, report) => {
    const fits =
      typeof value === 'string' &&
      value.length >= min &&
      value.length <= max &&
      value.isWellFormed() &&
      !value.includes('\0') &&
      (form === undefined || form.test(value));
    if (!fits) report(path, `must be ${expected}`);
  };
}

export function wholeNumber(max = Number.MAX_SAFE_INTEGER, min = 0): Check {
  return (value, path, report) => {
    const fits = Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
    if (!fits || Object.is(value, -0)) report(path, `must be a whole number from ${min} to ${max}`);
  };
}

export function oneOf(values: readonly string[]): Check {
  return (value, path, report) => {
    if (!values.includes(value as string)) report(path, `must be one of ${values.join(', ')}`);
  };
}

export function listOf(item: Check, options: { max: number; min?: number }): Check {
  const { max, min = 0 } = options;
  return (value, path, report) => {
    if (!Array.isArray(value)) return report(path, 'must be a list');
    if (value.length < min || value.length > max) {
      return report(path, `must have ${min} to ${max} items`);
    }
    value.forEach((each, index) => item(each, `${path}/${index}`, report));
  };
}

/** An object used as a map; `key` describes what its keys look like. */
export function mapOf(item: Check, options: { key: RegExp; max: number }): Check {
  return (value, path, report) => {
    if (!isObject(value)) return report(path, 'must be an object');
    const keys = Object.keys(value);
    if (keys.length > options.max) return report(path, `must have at most ${options.max} members`);
    if (!keys.every((key) => options.key.test(key))) return report(path, 'has a malformed key');
    keys.forEach((key) => item(value[key], `${path}/${key}`, report));
  };
}

/** An object of exactly these members. */
export function shape(
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
): Check {
  const known = new Map(Object.entries({ ...required, ...optional }));
  return (value, path, report) => {
    if (!isObject(value)) return report(path, 'must be an object');
    if (!Object.keys(value).every((key) => known.has(key))) {
      report(path, `has an unknown member; known are ${[...known.keys()].join(', ')}`);
    }
    for (const [name, check] of known) {
      if (Object.hasOwn(value, name)) check(value[name], `${path}/${name}`, report);
      else if (Object.hasOwn(required, name)) report(`${path}/${name}`, 'is missing');
    }
  };
}

/** Any JSON nested no deeper than `depthMax`; checked without recursion. */
export function anyJson(depthMax: number): Check {
  return (value, path, report) => {
    let level: unknown[] = [value];
    for (let depth = 0; level.length > 0; depth += 1) {
      if (depth > depthMax) return report(path, `must not nest deeper than ${depthMax}`);
      level = level.flatMap((each) =>
        typeof each === 'object' && each !== null ? Object.values(each) : [],
      );
    }
  };
}

export function both(first: Check, second: Check): Check {
  return (value, path, report) => {
    first(value, path, report);
    second(value, path, report);
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(input: unknown): unknown {
  const isText = typeof input === 'string' || input instanceof Uint8Array;
  if (!isText) return input;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return JSON.parse(typeof input === 'string' ? input : decoder.decode(input));
  } catch {
    // A syntax error quotes the input; the caller reports a fault of its own words instead.
    return undefined;
  }
}
