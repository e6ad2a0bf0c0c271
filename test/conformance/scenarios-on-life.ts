import { claim, shown, type Claim } from './claims.js';

const TELEMETRY = 'test/integration/telemetry.spec.ts';
const CALLBACKS = 'test/integration/field-callbacks.spec.ts';
const ERASING = 'test/journeys/field-erasing.spec.ts';
const QUEUES = 'test/journeys/field-queues.spec.ts';
const BAD_INPUT = 'test/journeys/bad-input.spec.ts';
const RELATED = 'test/journeys/related.spec.ts';
const DECISIONS = 'test/journeys/decisions.spec.ts';
const STEPS = 'libs/domain/src/next-steps.spec.ts';

const FAILURE: Claim[] = [
  claim(
    34,
    'one system down blocks only what comes after it',
    shown(
      DECISIONS,
      'lets the others finish, stops once all have ended, and ends once after a retry',
    ),
    shown(STEPS, 'asks a person only when every branch has come to its end'),
  ),
  claim(
    35,
    'a retry runs what failed and nothing that finished',
    shown(
      DECISIONS,
      'lets the others finish, stops once all have ended, and ends once after a retry',
    ),
    shown(DECISIONS, 'decides about no task that has not failed, or that is not there'),
  ),
  claim(
    36,
    'the same during erasure: what is erased is not touched twice',
    shown(
      ERASING,
      'field 27, field 36: an error half-way undoes its own part and repeats no other',
    ),
  ),
  claim(
    37,
    'a connector that is gone by the retry is skipped, and listed',
    shown(
      DECISIONS,
      'leaves out what a retired system had still to do, and never says that all is done',
    ),
  ),
  claim(
    38,
    'a data set that goes away in mid-run is missed: no half a package, no claim to have answered',
    shown(
      'test/journeys/field-leaving.spec.ts',
      'is missed in an export, which no package passes over',
    ),
    shown(
      'test/journeys/field-leaving.spec.ts',
      'stops an erasure before anything goes, and is erased once it is back',
    ),
    shown('libs/connector-sdk/src/consistency.spec.ts', '%s', 'lacks one that the manifest names'),
    shown(TELEMETRY, 'goes on from its key when earlier rows come or go between two pages'),
    shown(
      'test/integration/disclosure.spec.ts',
      'fails closed when %s',
      'an export has fewer records than its receipt',
    ),
  ),
  claim(
    39,
    'a worker killed in mid-task is noticed; failing attempts end with a reason',
    shown('test/faults/worker-killed.spec.ts', 'loses no request and does nothing twice'),
    shown(
      'test/faults/poison-task.spec.ts',
      'is parked for a person, while others go on, and begins anew when tried again',
    ),
    shown(
      'libs/dispatch/src/failure.spec.ts',
      'always ends within its attempts, with a delay that is positive and bounded',
    ),
    shown(
      DECISIONS,
      'lets the others finish, stops once all have ended, and ends once after a retry',
    ),
  ),
  claim(
    42,
    'a Redis flushed in mid-request loses nothing and doubles nothing',
    shown(QUEUES, 'field 42: loses nothing and does nothing twice'),
  ),
  claim(
    43,
    'a job delivered twice has one effect',
    shown(QUEUES, 'field 43: a job that is delivered again and again takes effect once'),
  ),
  claim(
    44,
    'after a withdrawal no system is called that was not called before',
    shown(DECISIONS, 'calls no system when it comes before any call'),
    shown(DECISIONS, 'calls no further system in mid-run, and says what has been done'),
  ),
  claim(
    45,
    'a callback with wrong key, state or data is refused; that of A does nothing to B',
    shown(CALLBACKS, 'field 45: a report of one request cannot end a task of another'),
    shown(CALLBACKS, 'field 45: a report under another key is refused, whatever it says'),
    shown(CALLBACKS, 'field 45: wrong data under the right key leaves the task open'),
    shown(CALLBACKS, 'field 45: a report on a task that has ended changes nothing'),
  ),
];

const LIFE: Claim[] = [
  claim(
    48,
    'the first verified of equal requests is the active one, and duplicates skip nothing',
    shown(
      RELATED,
      'makes one of ten equal requests at one instant active, the first that is verified',
    ),
  ),
  claim(
    49,
    'other laws, rights or identifiers, or a request that has ended, make no duplicate',
    shown(
      RELATED,
      'takes for no duplicate what asks for more, by other identifiers, or after the end',
    ),
  ),
  claim(
    51,
    'approving, refusing and withdrawing in a wrong state are refused',
    shown(DECISIONS, 'changes no refused request by %s'),
    shown(BAD_INPUT, 'refuses an illegal transition by %s'),
    shown(BAD_INPUT, 'refuses to withdraw twice'),
  ),
  claim(
    55,
    "a request's own data is gone once its key is destroyed (what destroys it on time is to come)",
    shown(
      'test/integration/vault.spec.ts',
      'destroys a key at once, for good, and for whoever holds it',
    ),
    shown(
      'test/integration/evidence.spec.ts',
      'keeps the commitments, and opens nothing, once the request key is destroyed',
    ),
    shown('test/integration/disclosure.spec.ts', 'ends when the request key is destroyed'),
  ),
  claim(
    56,
    'decisions leave the full history in place and skip neither verification nor approval',
    shown(DECISIONS, 'leaves the full history in place, whatever was decided'),
    shown(DECISIONS, 'runs no unverified request by %s'),
    shown(DECISIONS, 'changes no refused request by %s'),
  ),
];

/** Numbers 34 to 56: failures, repeats and decisions. */
export const ON_LIFE: readonly Claim[] = [...FAILURE, ...LIFE];
