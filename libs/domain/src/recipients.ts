/** Recipients of data, and what they are told of (GDPR Art. 19). */
import type { AnsweredOutcome, ExerciseStatus } from './lifecycle.js';
import { MESSAGE_CHANNELS } from './message.js';
import type { ToldRecipients } from './plan-types.js';
import type { Action } from './right.js';

/** `excused`: nobody tells it, for a reason that Art. 19 knows, or since it never had the data. */
export const RECIPIENT_STATUSES = ['owed', 'told', 'excused'] as const;
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number];

export const EXCUSE_REASONS = ['impossible', 'disproportionate', 'never_received'] as const;
export type ExcuseReason = (typeof EXCUSE_REASONS)[number];

/** `connector`: by a task of the recipient's own system. */
export const NOTICE_CHANNELS = [...MESSAGE_CHANNELS, 'connector'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

/** What a line of the list to the person says of a recipient; `nobody`: it is the only line. */
export const RECIPIENT_LINES = [
  'told',
  'owed',
  'impossible',
  'disproportionate',
  'nobody',
] as const;
export type RecipientLine = (typeof RECIPIENT_LINES)[number];

const TOLD_OF: readonly Action[] = ['rectify', 'erase', 'restrict'];
/** What stays done when the rest is not done any more; a restriction then ends. */
const STAYS: readonly Action[] = ['rectify', 'erase'];

/** The actions that recipients are told of, by how the exercise stands. */
export function toldOf(exercise: {
  status: ExerciseStatus;
  outcome?: AnsweredOutcome | null;
}): readonly Action[] {
  const { status, outcome } = exercise;
  const granted = outcome === 'fulfilled' || outcome === 'partly_fulfilled';
  return granted && status !== 'withdrawn' && status !== 'expired' ? TOLD_OF : STAYS;
}

/** Who is to be told now: those that may have got what a system has really changed. */
export function recipientsOwed(
  told: ToldRecipients | undefined,
  changed: readonly string[],
): ToldRecipients['recipients'] {
  return (told?.recipients ?? [])
    .map((one) => ({ ...one, categories: one.categories.filter((id) => changed.includes(id)) }))
    .filter(({ categories }) => categories.length > 0);
}
