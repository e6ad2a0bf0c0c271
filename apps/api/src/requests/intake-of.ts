import type { IntakeInput } from '@habeas/requests';

import type { IntakeBody } from './intake.dto.js';

/** The checked body in the library's words. Which laws and rights are known, the library judges. */
export function intakeOf(body: IntakeBody): IntakeInput {
  const { receivedAt, channel, locale, subject, requester = 'subject', laws, rights } = body;
  const { residence, stays, age, identifiers } = subject;
  return {
    receivedAt: new Date(receivedAt),
    channel,
    locale,
    residence,
    requester,
    identifiers,
    rights,
    ...(stays ? { stays } : {}),
    ...(age === undefined ? {} : { subjectAge: age }),
    ...(laws ? { laws } : {}),
  };
}
