import type { Change } from '@habeas/domain';
import { CliFailure, EXIT } from '../exit.js';
import { textOf } from './plan-manifests.js';

const FORM = /^(?:(?<system>[a-z][a-z0-9-]*)\/)?(?<category>\w+):(?<path>\/[^=]+)=(?<values>.*)$/s;

/**
 * What is to be corrected: `CATEGORY:/place=present=>new`, or `CATEGORY:/place=new` where nothing
 * stands yet. Each becomes a JSON Patch that tests before it changes. Further changes may come from
 * a file of JSON, as the API takes them. Undefined when nothing was given.
 */
export function changesFrom(given: { change?: string[]; changes?: string }): Change[] | undefined {
  const { change: texts = [], changes: file } = given;
  if (texts.length === 0 && file === undefined) return undefined;
  return [...texts.map(changeOf), ...(file === undefined ? [] : fromFile(file))];
}

function changeOf(text: string): Change {
  const { system, category = '', path = '', values = '' } = FORM.exec(text)?.groups ?? {};
  if (category === '') {
    const form = "'ID:/people/given_name=present=>new'";
    throw new CliFailure(EXIT.usage, `Give a change as ${form}; without =>, nothing stands there.`);
  }
  const at = values.indexOf('=>');
  const present = at < 0 ? null : values.slice(0, at);
  const value = at < 0 ? values : values.slice(at + 2);
  const op = present === null ? 'add' : 'replace';
  const patch = [
    { op: 'test', path, value: present },
    { op, path, value },
  ];
  return { ...(system ? { system } : {}), category, patch };
}

function fromFile(file: string): Change[] {
  const text = textOf(file);
  try {
    const read: unknown = JSON.parse(text);
    if (Array.isArray(read)) return read as Change[];
  } catch {
    // What the parser says quotes the file, which holds personal data.
  }
  throw new CliFailure(
    EXIT.usage,
    `${file} is not a JSON list of changes; see the API's document.`,
  );
}
