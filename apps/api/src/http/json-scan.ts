/** Bounds of one body, beyond its size. */
export interface JsonLimits {
  depth: number;
  keys: number;
}

/** Names that reach an object's prototype when a careless merge follows. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const TOKENS = /"(?:[^"\\]+|\\.)*"|[{}[\]:]/g;

interface Scan {
  /** The keys seen so far of each open object; undefined for an open array. */
  open: (Set<string> | undefined)[];
  keys: number;
  limits: JsonLimits;
}

/**
 * Finds what `JSON.parse` lets pass: nesting and keys beyond the limits, a key twice in one object,
 * keys that reach the prototype, NUL and lone surrogates. `text` must be valid JSON, so that the
 * token pattern cannot go astray. Returns a sentence about the first fault; it never repeats a
 * name or a value, for either may be personal data.
 */
export function jsonFault(text: string, limits: JsonLimits): string | undefined {
  const scan: Scan = { open: [], keys: 0, limits };
  let previous = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const fault = token === ':' ? keyFault(scan, previous) : tokenFault(scan, token);
    if (fault !== undefined) return fault;
    previous = token;
  }
  return undefined;
}

function tokenFault({ open, limits }: Scan, token: string): string | undefined {
  if (token === '}' || token === ']') open.pop();
  else if (token === '{') open.push(new Set());
  else if (token === '[') open.push(undefined);
  else return stringFault(token);
  if (open.length <= limits.depth) return undefined;
  return `The body nests deeper than ${limits.depth} levels; send a flatter one.`;
}

function stringFault(token: string): string | undefined {
  // Raw NUL is no JSON and raw surrogates are no UTF-8, so only an escape can bring either.
  if (!token.includes('\\u')) return undefined;
  const value = decode(token);
  if (value.includes('\u0000')) return 'The body holds a NUL character; remove it.';
  if (!value.isWellFormed())
    return 'The body holds half of a surrogate pair; send whole characters.';
  return undefined;
}

function keyFault(scan: Scan, token: string): string | undefined {
  scan.keys += 1;
  if (scan.keys > scan.limits.keys) {
    return `The body has more than ${scan.limits.keys} fields; send fewer.`;
  }
  const key = decode(token);
  if (FORBIDDEN_KEYS.has(key)) return 'The body has a field whose name is reserved; remove it.';
  const siblings = scan.open.at(-1);
  if (siblings?.has(key)) return 'A field occurs twice in one object; send each field once.';
  siblings?.add(key);
  return undefined;
}

function decode(token: string): string {
  return String(JSON.parse(token));
}
