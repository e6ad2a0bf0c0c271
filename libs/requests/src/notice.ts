/**
 * The notice that is owed when less is done than was asked: why, where to complain, and the way to
 * a court (GDPR Art. 12(4)). Its words come from the policy, in the person's language.
 */
import {
  authorityFor,
  fillText,
  localDate,
  LOCALES,
  NOTICE_GROUNDS,
  citationsOf,
  packsInForce,
  type Authority,
  type Law,
  type Locale,
  type NoticeGround,
  type Right,
} from '@habeas/domain';
import type { Policy } from '@habeas/policy';
import type { Exercise } from './exercise.entity.js';

export interface NoticeView {
  locale: Locale;
  intro: string;
  ground: NoticeGround;
  /** The ground in plain words. */
  reason: string;
  laws: NoticeUnderLaw[];
}

export interface NoticeUnderLaw {
  law: Law;
  /** The provisions of this law that know the ground; none if it does not. */
  citations: string[];
  complaint: string;
  authority: Authority;
  remedy: string;
  /** Last instant at which the person must have it; null while suspended or without a number. */
  dueAt: string | null;
}

interface Noticed extends Pick<Exercise, 'right' | 'reason' | 'outcome'> {
  clocks: { law: Law; milestones: Record<string, string> }[];
}

/** What is known of the request. */
export interface Asked {
  laws: Law[];
  locale: string;
  residence: string;
  receivedAt: string | Date;
}

/** Null when all was done that was asked, or when nothing is decided yet. */
export function noticeOf(exercise: Noticed, asked: Asked, policy: Policy): NoticeView | null {
  const ground = NOTICE_GROUNDS.find((known) => known === exercise.reason);
  if (!ground || !exercise.outcome || exercise.outcome === 'fulfilled') return null;
  const locale = localeOf(asked.locale);
  const { notice } = policy.texts[locale];
  const [first] = asked.laws;
  const zone = (first && policy.controller.venues[first]?.zone) ?? 'UTC';
  const intro = exercise.outcome === 'refused' ? notice.refused : notice.partly;
  const { right, clocks } = exercise;
  return {
    locale,
    intro: fillText(intro, {
      controller: policy.controller.name,
      receivedOn: localDate(receiptOf(asked), zone),
    }),
    ground,
    reason: notice.grounds[ground],
    laws: remediesOf({ right, ground, clocks }, asked, policy),
  };
}

const receiptOf = ({ receivedAt }: Asked) => new Date(receivedAt).toISOString();

interface Context extends Partial<Pick<Noticed, 'clocks'>> {
  right: Right;
  /** Absent: nothing was refused, but nothing is done either. */
  ground?: NoticeGround;
}

/** Under each law: what knows the ground, where to complain, and the way to a court. */
export function remediesOf(context: Context, asked: Asked, policy: Policy): NoticeUnderLaw[] {
  const inForce = packsInForce(policy.packs, policy.controller.venues, receiptOf(asked));
  return asked.laws.flatMap((law) => {
    const venue = policy.controller.venues[law];
    if (!venue) return [];
    const { complaint, notice } = policy.texts[localeOf(asked.locale)];
    const authority = authorityFor(venue, asked.residence);
    const rule = inForce[law]?.rights[context.right];
    const clock = context.clocks?.find((one) => one.law === law);
    const { name, url } = authority;
    return {
      law,
      citations: rule && context.ground ? citationsOf(rule, context.ground) : [],
      complaint: fillText(complaint[law] ?? '', { authority: name, url }),
      authority,
      remedy: notice.remedy[law] ?? '',
      dueAt: clock?.milestones['refusalNotice'] ?? null,
    };
  });
}

/** `de-AT` reads German; whoever reads none of our languages reads English. */
export function localeOf(tag: string): Locale {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? 'en';
}
