/** RFC 9651 (structured fields), as far as the signature headers of the profile need it. */

/**
 * The raw value of one member of a dictionary field. Undefined when it is absent, or there twice:
 * which one counts would then be open to argument.
 */
export function dictionaryMember(field: string, name: string): string | undefined {
  const members = splitOutsideStrings(field).map((member) => member.trim());
  const named = members.filter((member) => member.startsWith(`${name}=`));
  return named.length === 1 ? named[0]?.slice(name.length + 1) : undefined;
}

export interface InnerList {
  items: string[];
  params: Map<string, string | number>;
}

const INNER_LIST = /^\(((?:"[a-z0-9@-]+"(?: "[a-z0-9@-]+")*)?)\)((?:;[a-z]+=(?:"[^"\\]*"|\d+))*)$/;
const PARAM = /;([a-z]+)=(?:"([^"\\]*)"|(\d{1,15})(?!\d))/g;

/** An inner list of plain strings with string and integer parameters; undefined if it is not. */
export function parseInnerList(raw: string): InnerList | undefined {
  const [, list, tail] = INNER_LIST.exec(raw) ?? [];
  if (list === undefined || tail === undefined) return undefined;
  const items = list === '' ? [] : list.split(' ').map((item) => item.slice(1, -1));
  const found = [...tail.matchAll(PARAM)];
  const params = new Map(
    found.map(([, name, text, digits]) => [name ?? '', text ?? Number(digits)]),
  );
  const whole = found.map(([match]) => match).join('') === tail;
  const distinct = params.size === found.length && new Set(items).size === items.length;
  return whole && distinct ? { items, params } : undefined;
}

/** The bytes of a `:base64:` item; undefined when it is not the one canonical encoding. */
export function parseBytes(raw: string): Buffer | undefined {
  const text = /^:([A-Za-z0-9+/]*={0,2}):$/.exec(raw)?.[1];
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function splitOutsideStrings(field: string): string[] {
  return field.match(/(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
}
