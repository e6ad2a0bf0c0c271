/** What a message says: the template of its kind in the person's language, filled and laid out. */
import {
  ANSWER_REASONS,
  isDisclosing,
  fillText,
  localDate,
  type Locale,
  type MessageKind,
  type MessageTexts,
  type NoticeGround,
  type Right,
  type Texts,
} from '@habeas/domain';
import type { Policy } from '@habeas/policy';
import { localeOf, remediesOf, type Asked, type NoticeUnderLaw } from '../notice.js';

/** What it is about. */
export interface MessageFacts {
  kind: MessageKind;
  requestId: string;
  rights: Right[];
  /** The ground of a refusal; the reason or the question of what asks for time or words. */
  reason?: string;
  /** Further values of placeholders, such as a date. */
  values?: Record<string, string>;
  /** What a person wrote for whom it is about; it stands as it is. */
  statement?: string;
}

export interface Composed {
  locale: Locale;
  /** Digest of the texts. */
  template: string;
  /** The subject, then a paragraph each, separated by empty lines. */
  text: string;
}

/** Kinds that less was done in than was asked: complaint and remedy go with them (Art. 12(4)). */
const WITH_REMEDIES: readonly MessageKind[] = [
  'partial_notice',
  'refusal_notice',
  'expired_notice',
];

export function composeMessage(facts: MessageFacts, asked: Asked, policy: Policy): Composed {
  const locale = localeOf(asked.locale);
  const texts = policy.texts[locale];
  const { greeting, closing, reference, kinds } = texts.messages;
  const { subject, body } = kinds[facts.kind];
  const values = valuesOf(facts, asked, { policy, locale });
  const fill = (paragraphs: string[]) => paragraphs.map((one) => fillText(one, values));
  const ending = [...lawParagraphs(facts, asked, policy), closing, reference];
  const text = [
    ...fill([subject, greeting, ...body]),
    ...(facts.statement ? [facts.statement] : []),
    ...fill([...ending, policy.controller.name]),
  ];
  return { locale, template: texts.digest, text: text.join('\n\n') };
}

function valuesOf(
  facts: MessageFacts,
  asked: Asked,
  { policy, locale }: { policy: Policy; locale: Locale },
): Record<string, string> {
  const { messages } = policy.texts[locale];
  const [right] = facts.rights;
  return {
    controller: policy.controller.name,
    contact: policy.controller.contact,
    request: facts.requestId,
    receivedOn: dayOf(new Date(asked.receivedAt), asked, policy),
    right: facts.rights.map((one) => messages.asked[one]).join('; '),
    done: right ? doneOf(right, facts.reason, messages) : '',
    ...reasonOf(facts, policy.texts[locale]),
    ...facts.values,
  };
}

/** A package says itself what is in it, and that nothing is. */
function doneOf(
  right: Right,
  reason: string | undefined,
  { done, outcomes }: MessageTexts,
): string {
  const said = ANSWER_REASONS.find((known) => known === reason);
  const packaged = isDisclosing(right);
  return said && !packaged ? outcomes[said] : done[right];
}

/** The local day, where the law that leads is answered under. */
export function dayOf(instant: Date, asked: Pick<Asked, 'laws'>, policy: Policy): string {
  return localDate(instant.toISOString(), zoneOf(asked, policy));
}

/** The zone in which the law that leads counts its days. */
export function zoneOf({ laws }: Pick<Asked, 'laws'>, { controller }: Policy): string {
  const [first] = laws;
  return (first && controller.venues[first]?.zone) ?? 'UTC';
}

/** The word in the person's language. Which list it is from, the kind says. */
function reasonOf(
  { kind, reason = '' }: MessageFacts,
  { notice, messages }: Texts,
): Record<string, string> {
  const grounds = { name: 'reason', words: notice.grounds };
  const lists: Partial<Record<MessageKind, { name: string; words: Record<string, string> }>> = {
    extension_notice: { name: 'reason', words: messages.extensions },
    clarification_request: { name: 'question', words: messages.questions },
    complaint_acknowledgement: { name: 'about', words: messages.complaints },
    partial_notice: grounds,
    refusal_notice: grounds,
  };
  const list = lists[kind];
  return list ? { [list.name]: list.words[reason] ?? '' } : {};
}

function lawParagraphs(facts: MessageFacts, asked: Asked, policy: Policy): string[] {
  const [right] = facts.rights;
  if (!right || !WITH_REMEDIES.includes(facts.kind)) return [];
  const ground = facts.kind === 'expired_notice' ? undefined : (facts.reason as NoticeGround);
  const locale = localeOf(asked.locale);
  return remediesOf({ right, ...(ground ? { ground } : {}) }, asked, policy).map((under) =>
    paragraphUnder(under, policy.texts[locale].laws[under.law] ?? under.law),
  );
}

function paragraphUnder({ citations, complaint, remedy }: NoticeUnderLaw, name: string): string {
  const head = citations.length > 0 ? `${name}: ${citations.join('; ')}.` : `${name}.`;
  return [head, complaint, remedy].join(' ');
}
