import { readFileSync } from 'node:fs';

const folder = new URL('vectors/tlog/', import.meta.url);

/** One file of others' vectors for transparency logs. */
export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as T;
}

export const hex = (text: string) => Buffer.from(text, 'hex');
export const base64 = (text: string) => Buffer.from(text, 'base64');
