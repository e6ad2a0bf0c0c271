import {
  ANSWER_REASONS,
  BASES,
  COMPLAINT_SUBJECTS,
  DATA_SOURCES,
  EXTENSION_REASONS,
  LAWS,
  LOCALES,
  MESSAGE_KINDS,
  messagePlaceholders,
  NOTICE_GROUNDS,
  placeholdersOf,
  QUESTIONS,
  RECIPIENT_LINES,
  RIGHTS,
  TEXT_LABELS,
  TEXT_SECTIONS,
  type MessageKind,
  type MessageTemplate,
  type Texts,
} from '@habeas/domain';
import { fault, keyed, listOf, named, object, oneOf, someOf, text, type Shape } from '../shape.js';
import { HEAD } from './head.js';

const NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

/** Text whose `{placeholders}` are among these: an unknown one would reach the person as it is. */
function filled(known: readonly string[]): Shape<string> {
  return (at) => {
    const value = text(at);
    const unknown = placeholdersOf(value ?? '').find((name) => !known.includes(name));
    if (unknown === undefined) return value;
    const these = known.length > 0 ? known.join(', ') : 'none';
    return fault(at, `Nothing fills {${unknown}} here; known are: ${these}.`);
  };
}

function template(kind: MessageKind): Shape<MessageTemplate> {
  const known = messagePlaceholders(kind);
  return object({ subject: filled(known), body: listOf(filled(known)) });
}

const templates = object(
  Object.fromEntries(MESSAGE_KINDS.map((kind) => [kind, template(kind)] as const)) as Record<
    MessageKind,
    Shape<MessageTemplate>
  >,
);

const plain = filled([]);

const messages = object({
  greeting: plain,
  closing: filled(['contact']),
  reference: filled(['request']),
  asked: keyed(RIGHTS, plain),
  done: keyed(RIGHTS, plain),
  outcomes: keyed(ANSWER_REASONS, plain),
  questions: keyed(QUESTIONS, plain),
  extensions: keyed(EXTENSION_REASONS, plain),
  complaints: keyed(COMPLAINT_SUBJECTS, plain),
  recipients: keyed(RECIPIENT_LINES, filled(['recipient', 'data', 'on'])),
  assumedData: filled(['data']),
  kinds: templates,
});

/** `texts/*.yaml`: what a person reads, in one language. */
export const textsShape: Shape<Omit<Texts, 'digest'>> = object({
  ...HEAD,
  locale: oneOf(LOCALES),
  title: text,
  intro: filled(['controller', 'service', 'contact', 'receivedOn']),
  nothingHeld: filled(['controller', 'service', 'contact', 'receivedOn']),
  secrets: text,
  labels: keyed(TEXT_LABELS, text),
  sections: keyed(TEXT_SECTIONS, object({ title: text, text })),
  laws: someOf(LAWS, text),
  categories: named(NAME, object({ name: text, holds: text })),
  activities: named(NAME, object({ name: text, purpose: text })),
  bases: keyed(BASES, text),
  sources: keyed(DATA_SOURCES, text),
  systems: named(NAME, text),
  recipients: named(NAME, text),
  transfers: named(NAME, object({ country: text, safeguard: someOf(LAWS, text) })),
  rights: someOf(LAWS, listOf(text)),
  complaint: someOf(LAWS, filled(['authority', 'url'])),
  notice: object({
    refused: filled(['controller', 'receivedOn']),
    partly: filled(['controller', 'receivedOn']),
    grounds: keyed(NOTICE_GROUNDS, text),
    remedy: someOf(LAWS, text),
  }),
  messages,
});
