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
  packsInForce,
  type Authority,
  type Law,
  type Locale,
  type NoticeGround,
  type RightRule,
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

interface Asked {
  laws: Law[];
  locale: string;
  residence: string;
  receivedAt: string;
}

/** Null when all was done that was asked, or when nothing is decided yet. */
export function noticeOf(exercise: Noticed, asked: Asked, policy: Policy): NoticeView | null {
  const ground = NOTICE_GROUNDS.find((known) => known === exercise.reason);
  if (!ground || !exercise.outcome || exercise.outcome === 'fulfilled') return null;
  const locale = localeOf(asked.locale);
  const { notice } = policy.texts[locale];
  const [first] = asked.laws;
  const zone = first ? policy.controller.venues[first].zone : 'UTC';
  const intro = exercise.outcome === 'refused' ? notice.refused : notice.partly;
  const receivedAt = new Date(asked.receivedAt).toISOString();
  return {
    locale,
    intro: fillText(intro, {
      controller: policy.controller.name,
      receivedOn: localDate(receivedAt, zone),
    }),
    ground,
    reason: notice.grounds[ground],
    laws: asked.laws.map((law) => underLaw(law, ground, { exercise, asked, policy, locale })),
  };
}

interface Context {
  exercise: Noticed;
  asked: Asked;
  policy: Policy;
  locale: Locale;
}

function underLaw(law: Law, ground: NoticeGround, context: Context): NoticeUnderLaw {
  const { exercise, asked, policy, locale } = context;
  const { complaint, notice } = policy.texts[locale];
  const { venues } = policy.controller;
  const authority = authorityFor(venues[law], asked.residence);
  const receivedAt = new Date(asked.receivedAt).toISOString();
  const rule = packsInForce(policy.packs, venues, receivedAt)[law]?.rights[exercise.right];
  const clock = exercise.clocks.find((one) => one.law === law);
  return {
    law,
    citations: rule ? citationsOf(rule, ground) : [],
    complaint: fillText(complaint[law], { authority: authority.name, url: authority.url }),
    authority,
    remedy: notice.remedy[law],
    dueAt: clock?.milestones['refusalNotice'] ?? null,
  };
}

/** Proof of identity is asked under a provision of its own. */
function citationsOf(rule: RightRule, ground: NoticeGround): string[] {
  if (ground === 'identity_not_established') return [rule.identity.citation];
  return rule.refusals
    .filter(({ grounds }) => grounds?.includes(ground))
    .map(({ citation }) => citation);
}

/** `de-AT` reads German; whoever reads none of our languages reads English. */
function localeOf(tag: string): Locale {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? 'en';
}
