/** What is told to a person in the course of a request: the kinds of message, and what they say. */

import type { Reason } from './lifecycle.js';

export const MESSAGE_KINDS = [
  'acknowledgement',
  'identity_request',
  'clarification_request',
  'extension_notice',
  'answer',
  'partial_notice',
  'refusal_notice',
  'withdrawal_confirmed',
  'expired_notice',
  'release_notice',
  'recipients_list',
  'complaint_acknowledgement',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** How a request or a complaint comes in. */
export const CHANNELS = ['web_form', 'email', 'letter', 'counter', 'phone', 'api'] as const;
export type Channel = (typeof CHANNELS)[number];

/** `due`: owed and not sent; `void`: overtaken before it was sent. */
export const MESSAGE_STATUSES = ['due', 'sent', 'void'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** How something reaches a person; orally only if she wishes it so (GDPR Art. 12(1)). */
export const MESSAGE_CHANNELS = ['portal', 'email', 'letter', 'counter', 'phone'] as const;
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number];

/** The messages of which one goes out before an exercise is final. */
export const ANSWER_KINDS = [
  'answer',
  'partial_notice',
  'refusal_notice',
] as const satisfies readonly MessageKind[];

/** Reasons of a positive answer that have words of their own, whatever was asked. */
export const ANSWER_REASONS = [
  'nothing_held',
  'no_automated_decision',
  'decision_confirmed',
  'decision_changed',
] as const satisfies readonly Reason[];
export type AnswerReason = (typeof ANSWER_REASONS)[number];

/** What a person may be asked: what she means, never why she asks. */
export const QUESTIONS = ['which_data', 'which_period', 'close_account'] as const;
export type Question = (typeof QUESTIONS)[number];

/** The two that GDPR Art. 12(3) knows; effort alone is none. */
export const EXTENSION_REASONS = ['complexity', 'number_of_requests'] as const;
export type ExtensionReason = (typeof EXTENSION_REASONS)[number];

/** What a complaint may be about. */
export const COMPLAINT_SUBJECTS = [
  'late',
  'refusal',
  'incomplete_answer',
  'identity_check',
  'handling_of_data',
  'other',
] as const;
export type ComplaintSubject = (typeof COMPLAINT_SUBJECTS)[number];

/** Placeholders that every message may use. `right`: what was asked, in words. */
const EVERYWHERE = ['controller', 'contact', 'request', 'receivedOn', 'right'] as const;

/** What a template of a kind may name in braces, besides what every message may. */
const OF_KIND: Readonly<Partial<Record<MessageKind, readonly string[]>>> = {
  clarification_request: ['question'],
  extension_notice: ['reason', 'dueOn'],
  answer: ['done'],
  partial_notice: ['reason'],
  refusal_notice: ['reason'],
  recipients_list: ['recipients'],
  complaint_acknowledgement: ['about', 'complainedOn'],
};

export function messagePlaceholders(kind: MessageKind): readonly string[] {
  return [...EVERYWHERE, ...(OF_KIND[kind] ?? [])];
}
