import { HabeasError } from './errors.js';
import { OTHER_DUTIES, type ClockRule, type LawPack, type OtherDuty } from './law-pack.js';
import { RIGHTS, type Right } from './right.js';

const REFUSAL_NOTICE = '_refusal_notice';

/** What is owed: the answer to a right, the notice that it is refused, or what a pack adds. */
export type Duty = Right | `${Right}_refusal_notice` | OtherDuty;

/** Every duty that some pack may know. */
export const DUTIES: readonly Duty[] = [
  ...RIGHTS,
  ...RIGHTS.map((right) => `${right}${REFUSAL_NOTICE}` as const),
  ...OTHER_DUTIES,
];

const rightsByDuty = new Map<string, Right>(
  RIGHTS.flatMap((right) => [
    [right, right],
    [`${right}${REFUSAL_NOTICE}`, right],
  ]),
);

/** The right that a duty belongs to; none for what is owed besides. */
export function rightOf(duty: Duty): Right | undefined {
  return rightsByDuty.get(duty);
}

/** The clock of a duty; throws `right_not_supported` when the pack knows no such duty that day. */
export function ruleFor(pack: LawPack, duty: Duty, receivedOn: string): ClockRule {
  const rule = findRule(pack, duty, receivedOn);
  if (rule) return rule;
  const since = pack.duties?.[duty as OtherDuty]?.validFrom;
  throw new HabeasError(
    'right_not_supported',
    since
      ? `${pack.id} knows ${duty} only for what is received from ${since} on.`
      : `The pack ${pack.id}, version ${pack.version}, has no clock for ${duty}.`,
  );
}

function findRule(pack: LawPack, duty: Duty, receivedOn: string): ClockRule | undefined {
  const right = rightOf(duty);
  if (!right) return otherRule(pack, duty as OtherDuty, receivedOn);
  const answer = pack.clocks[pack.rights[right]?.clock ?? ''];
  return duty === right ? answer : answer && refusalRule(answer);
}

/** The clock of what is owed besides an answer, if the pack has it on that day. */
export function otherRule(
  pack: LawPack,
  duty: OtherDuty,
  receivedOn: string,
): ClockRule | undefined {
  const rule = pack.duties?.[duty];
  if (!rule || receivedOn < (rule.validFrom ?? pack.validFrom)) return undefined;
  return pack.clocks[rule.clock];
}

/** The notice runs like the answer; where the law says so, it is extended with it. */
export function refusalRule({ kind, refusalNotice, extension }: ClockRule): ClockRule | undefined {
  if (!refusalNotice) return undefined;
  const { extended, ...notice } = refusalNotice;
  return { kind, ...notice, ...(extended && extension ? { extension } : {}) };
}
