import { LAWS, RIGHTS, STATUSES, type ExerciseStatus, type Law, type Right } from '@habeas/domain';
import { PAGE_SIZE, PAGE_SIZE_MAX } from '@habeas/requests';

import { Choice, Text } from '../http/fields.js';

export class ListQuery {
  @Text({
    about: '`next` of the page before.',
    max: 36,
    form: /^req_[0-9a-f]{32}$/,
    hint: 'Give "next" of the page before as it was.',
    optional: true,
  })
  cursor?: string;

  @Text({
    about: `Requests per page, 1 to ${PAGE_SIZE_MAX}; ${PAGE_SIZE} when left out.`,
    max: 3,
    form: /^(?:[1-9]\d?|1\d\d|200)$/,
    hint: `Give a whole number from 1 to ${PAGE_SIZE_MAX}.`,
    optional: true,
  })
  limit?: string;

  @Choice(STATUSES, { about: 'Requests with an exercise of this status.', optional: true })
  status?: ExerciseStatus;

  @Choice(RIGHTS, { about: 'Requests that exercise this right.', optional: true })
  right?: Right;

  @Choice(LAWS, { about: 'Requests under this law.', optional: true })
  law?: Law;
}
