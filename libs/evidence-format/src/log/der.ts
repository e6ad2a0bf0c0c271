/** As much of DER (X.690) as timestamps need: elements with definite lengths. */
import { Malformed } from './text-lines.js';

export const DER = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context3: 0xa3,
} as const;

export interface DerElement {
  tag: number;
  content: Buffer;
  /** With tag and length. */
  whole: Buffer;
}

/** The one element that these bytes are. Throws Malformed. */
export function readElement(bytes: Buffer): DerElement {
  const [element, ...others] = readElements(bytes);
  if (!element || others.length > 0) throw new Malformed('DER: not just one element');
  return element;
}

/** The elements side by side in these bytes. Throws Malformed. */
export function readElements(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const { start, length } = readLength(bytes, at + 1);
    const end = start + length;
    if (end > bytes.length) throw new Malformed('DER: an element runs past its end');
    const [content, whole] = [bytes.subarray(start, end), bytes.subarray(at, end)];
    elements.push({ tag: bytes.readUInt8(at), content, whole });
    at = end;
  }
  return elements;
}

/** The elements within one of that tag. */
export function within(element: DerElement | undefined, tag: number): DerElement[] {
  return readElements(contentOf(element, tag));
}

export function contentOf(element: DerElement | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new Malformed('DER: an element is missing');
  return element.content;
}

/** An object identifier in dotted form. */
export function oidOf(element: DerElement | undefined): string {
  const bytes = contentOf(element, DER.oid);
  const arcs: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...rest].join('.');
}

function readLength(bytes: Buffer, at: number): { start: number; length: number } {
  const first = bytes[at];
  if (first === undefined) throw new Malformed('DER: an element ends within its length');
  if (first < 0x80) return { start: at + 1, length: first };
  const count = first & 0x7f;
  const start = at + 1 + count;
  if (count === 0 || count > 4 || start > bytes.length) {
    throw new Malformed('DER: a length is indefinite or too long');
  }
  return { start, length: bytes.readUIntBE(at + 1, count) };
}
