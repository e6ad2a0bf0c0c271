import { LineCounter, parseDocument, type Document } from 'yaml';
import { textDigest } from './policy-files.js';

/** Keys and indexes from the document's root. */
export type Path = readonly (string | number)[];

/** What is wrong, where, and what to do about it. */
export interface Fault {
  file: string;
  line: number;
  path: Path;
  detail: string;
}

/** One YAML file, with what is needed to say on which line something stands. */
export interface SourceFile {
  /** Relative to the policy directory, with `/`. */
  name: string;
  document: Document;
  lines: LineCounter;
  /** SHA-256 of the file's text, hex. */
  digest: string;
}

/** A document with the file it came from. */
export interface Loaded<T> {
  file: SourceFile;
  value: T & { digest: string };
}

/** Reads a file's text; syntax errors and keys given twice become faults. */
export function readSource(name: string, text: string, faults: Fault[]): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    faults.push({ file: name, line: lines.linePos(pos[0]).line, path: [], detail: message });
  }
  return { name, document, lines, digest: textDigest(text) };
}

/** A fault found after the shapes were read, at the line of the nearest thing that exists. */
export function faultAt(file: SourceFile, path: Path, detail: string): Fault {
  return { file: file.name, line: lineOf(file, path), path, detail };
}

function lineOf(file: SourceFile, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = file.document.getIn(path.slice(0, length), true);
    const range = rangeOf(node);
    if (range !== undefined) return file.lines.linePos(range).line;
  }
  return 1;
}

/** Offset at which a node of the document begins. */
export function rangeOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  const offset: unknown = Array.isArray(range) ? range[0] : undefined;
  return typeof offset === 'number' ? offset : undefined;
}
