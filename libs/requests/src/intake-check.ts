import {
  CARRIED_OUT,
  HabeasError,
  LAWS,
  lawsFor,
  normaliseIdentifier,
  packsInForce,
  packsNotAnswered,
  rightRules,
  RIGHTS,
  type Channel,
  type Clock,
  type IdentifierType,
  type Law,
  type Requester,
  type Right,
} from '@habeas/domain';
import type { Policy } from '@habeas/policy';
import { assertChanges } from './changes.js';
import { clockUnder } from './clocks-under.js';
import type { ExerciseParameters } from './exercise.entity.js';

/** What came in. Identifiers are unverified until `Identities.verify` says otherwise. */
export interface IntakeInput {
  receivedAt: Date;
  channel: Channel;
  locale: string;
  /** ISO 3166-1 alpha-2. */
  residence: string;
  /** Countries where the person has been, is, or will go. */
  stays?: string[];
  requester: Requester;
  /** Completed years of the person at the receipt; only where it matters who may act. */
  subjectAge?: number;
  identifiers: { type: IdentifierType; value: string }[];
  rights: { right: string; parameters?: ExerciseParameters }[];
  /** An operator's own choice instead of the packs' rules. */
  laws?: string[];
}

/** The intake with everything decided that can be decided without a store. */
export interface CheckedIntake {
  /** Of the version that the clocks were computed under. */
  policyDigest: string;
  laws: Law[];
  because: string[];
  identifiers: { type: IdentifierType; value: string }[];
  exercises: { right: Right; parameters: ExerciseParameters; clocks: Clock[] }[];
}

/** A receipt may lie ahead by no more than clocks differ. */
const FUTURE_TOLERANCE_MS = 5 * 60_000;

/** Throws `right_unknown`, `right_not_supported`, `law_*`, `identifier*`, `received_in_future`. */
export function checkIntake(input: IntakeInput, policy: Policy, now: Date): CheckedIntake {
  if (input.receivedAt.getTime() > now.getTime() + FUTURE_TOLERANCE_MS) {
    throw new HabeasError(
      'received_in_future',
      'receivedAt lies in the future; give the instant at which the request reached you.',
    );
  }
  const identifiers = distinctIdentifiers(input.identifiers);
  const { controller } = policy;
  const receivedAt = input.receivedAt.toISOString();
  const packs = packsInForce(policy.packs, controller.venues, receivedAt);
  const chosen = input.laws && { laws: input.laws.map(knownLaw) };
  const facts = { residence: input.residence, ...(input.stays ? { stays: input.stays } : {}) };
  const determined = lawsFor(
    {
      ...facts,
      ...chosen,
      controllerEstablishment: controller.establishment,
      ...(controller.offeredIn ? { offeredIn: controller.offeredIn } : {}),
    },
    packs,
    packsNotAnswered(policy.packs, controller.venues, receivedAt),
  );
  const exercises = input.rights.map(({ right: name, parameters = {} }, index) => {
    const right = knownRight(name);
    const rules = rightRules(packs, determined.laws, right);
    const isPlanned = rules.some(({ rule }) => rule.decisions);
    if (!isPlanned || !CARRIED_OUT.includes(right)) throw notPlanned(right);
    assertChanges(policy.register, { right, parameters }, index);
    const clocks = rules.map(({ pack }) => clockUnder(policy, { pack, right, receivedAt }));
    return { right, parameters, clocks };
  });
  return { policyDigest: policy.digest, ...determined, identifiers, exercises };
}

/** Two spellings of one identifier are one. */
function distinctIdentifiers(given: IntakeInput['identifiers']): CheckedIntake['identifiers'] {
  const distinct = new Map<string, CheckedIntake['identifiers'][number]>();
  for (const { type, value } of given) {
    const normal = normaliseIdentifier(type, value);
    distinct.set(`${type} ${normal}`, { type, value: normal });
  }
  if (distinct.size > 0) return [...distinct.values()];
  throw new HabeasError(
    'identifiers_missing',
    'Give at least one identifier of the person, such as an e-mail address or a customer number.',
  );
}

function knownRight(name: string): Right {
  const right = RIGHTS.find((known) => known === name);
  if (right) return right;
  throw new HabeasError('right_unknown', `Choose one of: ${RIGHTS.join(', ')}.`);
}

/** Throws `law_unknown`. */
export function knownLaw(name: string): Law {
  const law = LAWS.find((known) => known === name);
  if (law) return law;
  throw new HabeasError('law_unknown', `Choose among: ${LAWS.join(', ')}.`);
}

function notPlanned(right: Right): HabeasError {
  return new HabeasError(
    'right_not_supported',
    `The right ${right} is known but not carried out yet; handle it outside Habeas.`,
  );
}
