import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  HabeasError,
  LOCALES,
  MESSAGE_KINDS,
  messagePlaceholders,
  placeholdersOf,
} from '@habeas/domain';
import { loadPolicy } from './load-policy.js';

const SHIPPED = fileURLToPath(new URL('../data', import.meta.url));
const GERMAN = 'texts/de.yaml';

/** The calendars of the controller's venues; all of them are read by other tests. */
const isNeeded = (path: string) => !/calendars\/(?!(?:DE|TH)\.yaml)[^/]+$/.test(path);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'habeas-texts-'));
  cpSync(SHIPPED, dir, { recursive: true, filter: isNeeded });
});
afterEach(() => rmSync(dir, { recursive: true }));

function refusedAfter(old: string, by: string): HabeasError['errors'] {
  const path = join(dir, GERMAN);
  const before = readFileSync(path, 'utf8');
  expect(before).toContain(old);
  writeFileSync(path, before.replace(old, by));
  try {
    loadPolicy(dir);
  } catch (error) {
    if (error instanceof HabeasError) return error.errors;
    throw error;
  }
  throw new Error('the texts were accepted');
}

describe('texts for people', () => {
  it.each([
    [
      'a kind that is missing',
      '    expired_notice:\n',
      '    other_notice:\n',
      '/messages/kinds',
      /missing/,
    ],
    [
      'a kind that is not known',
      '    expired_notice:\n',
      '    other_notice:\n',
      '/messages/kinds/other_notice',
      /not known/,
    ],
    [
      'an unknown placeholder',
      '{dueOn}',
      '{dueDate}',
      '/messages/kinds/extension_notice/body/2',
      /\{dueDate\}.*dueOn/,
    ],
    [
      'a placeholder of another kind',
      "'{done}'",
      "'{dueOn}'",
      '/messages/kinds/answer/body/1',
      /\{dueOn\}.*done/,
    ],
    [
      'a placeholder where none is filled',
      'late: dass',
      'late: "{right}" #',
      '/messages/complaints/late',
      /known are: none/,
    ],
    [
      'an empty paragraph',
      "'{question}'",
      "''",
      '/messages/kinds/clarification_request/body/1',
      /Text is expected/,
    ],
  ])('refuses %s, with file, line and path', (_, old, by, path, detail) => {
    const found = refusedAfter(old, by).find(({ pointer }) => pointer.endsWith(`#${path}`));
    expect(found?.pointer).toMatch(/^texts\/de\.yaml:\d+#/);
    expect(found?.detail).toMatch(detail);
  });

  describe.each(LOCALES)('in %s', (locale) => {
    const { messages, status } = loadPolicy(SHIPPED).texts[locale];

    it('say everything that their kind has to say', () => {
      for (const kind of MESSAGE_KINDS) {
        const { subject, body } = messages.kinds[kind];
        const used = [subject, ...body].flatMap(placeholdersOf);
        const own = messagePlaceholders(kind).slice(messagePlaceholders('acknowledgement').length);
        expect({ kind, used }).toEqual({ kind, used: expect.arrayContaining([...own]) });
        expect(body.length).toBeGreaterThan(1);
      }
    });

    it('are marked as drafts', () => {
      expect(status).toBe('draft');
    });
  });
});
