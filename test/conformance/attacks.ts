import { claim, notApplicable, shown, type Claim } from './claims.js';

const BAD_INPUT = 'test/journeys/bad-input.spec.ts';
const LIMITS = 'test/integration/api-limits.spec.ts';
const MEMORY = 'test/integration/body-memory.spec.ts';
const KEYS = 'test/integration/api-idempotency.spec.ts';
const BODY = 'apps/api/src/http/json-body.spec.ts';
const IDENTIFIERS = 'libs/domain/src/identifier.spec.ts';
const ONE_TENANT =
  'Not multi-tenant: one installation serves one controller and its database holds no other ' +
  "tenant's rows.";

const refuses = (row: string) => shown(BAD_INPUT, 'refuses %s as %s', row);

/** Attacks that must fail, each with the tests in which it does. */
export const ATTACKS: readonly Claim[] = [
  notApplicable('A1', "another tenant's request id", ONE_TENANT),
  notApplicable('A2', 'a query without the tenant set', ONE_TENANT),
  notApplicable('A3', 'a tenant left over in a pooled connection', ONE_TENANT),
  claim(
    'A4',
    'fields that only we set are refused, at every depth',
    refuses('a field that only we set'),
    refuses('an approval smuggled in'),
    refuses('a level for an identifier'),
  ),
  claim(
    'A5',
    'prototypes and doubled keys in JSON are refused or inert',
    refuses('__proto__'),
    refuses('__proto__ inside'),
    refuses('constructor'),
    refuses('a field twice'),
    shown(
      'libs/dossiers/src/bag/flatten.spec.ts',
      'keeps a key named __proto__ as an ordinary column',
    ),
    shown('libs/connector-sdk/src/schema.spec.ts', 'cannot smuggle in a prototype'),
  ),
  claim(
    'A6',
    'huge, deep and many-keyed bodies are refused early',
    shown(LIMITS, 'refuses a body by its announced length before a byte of it came'),
    shown(LIMITS, 'refuses a body without length once it is too large'),
    refuses('a deep body'),
    refuses('a body of many fields'),
    shown(BODY, 'judges the largest body full of %s in well under a second', 'unclosed nesting'),
    shown(MEMORY, 'stays flat while bodies full of %s are refused', 'nesting'),
    shown(MEMORY, 'stays flat while bodies as large as may be are accepted'),
    shown(MEMORY, 'stays flat while bodies of 100 MB pour in'),
  ),
  claim(
    'A7',
    'slow bodies and idle connections are cut, and keep nobody waiting',
    shown(LIMITS, 'cuts a body that trickles in, and serves others meanwhile'),
    shown(LIMITS, 'cuts headers that never end'),
    shown(LIMITS, 'A7: idle and slow connections by the hundred keep nobody waiting'),
  ),
  claim(
    'A8',
    'no text makes a pattern stall',
    shown(IDENTIFIERS, 'costs no more than in line with its length: %s'),
    shown(IDENTIFIERS, 'is not even read beyond the longest identifier'),
    refuses('an e-mail to stall a pattern'),
  ),
  claim(
    'A9',
    'SQL is text wherever it stands',
    shown(BAD_INPUT, 'takes SQL for text in every string of every body'),
    shown(BAD_INPUT, 'refuses SQL in the query parameter %s', 'cursor'),
    shown(BAD_INPUT, 'refuses an unknown id, or none, at %s'),
  ),
  claim(
    'A10',
    'NUL, surrogates, right-to-left marks and look-alikes',
    refuses('NUL'),
    refuses('half a surrogate pair'),
    refuses('an e-mail that turns right to left'),
    shown(IDENTIFIERS, 'is refused with %s', 'a mark that turns right to left'),
    shown(IDENTIFIERS, 'is kept exactly when it is four bytes long'),
    shown(IDENTIFIERS, 'is another identifier when a letter comes from another script'),
  ),
  claim(
    'A17',
    'cells that start a formula are neutralised',
    shown('libs/dossiers/src/bag/csv.spec.ts', 'puts an apostrophe before the formula in %j'),
    shown(
      'libs/dossiers/src/bag/csv.spec.ts',
      'gives no text a first character that starts a formula, whatever it is',
    ),
  ),
  claim(
    'A18',
    'names in the archive are ours, however many there are',
    shown(
      'libs/dossiers/src/bag/names.spec.ts',
      'lets nothing but letters, digits, - and _ through',
    ),
    shown('libs/dossiers/src/bag/names.spec.ts', 'gives each name once'),
    shown(
      'libs/dossiers/src/compose-package.spec.ts',
      'stays inside its folder whatever systems and data sets are called',
    ),
    shown(
      'libs/dossiers/src/compose-package.spec.ts',
      'packs as many data sets as may be, all named alike, each under a path of its own',
    ),
    shown(
      'libs/dossiers/src/bag/bag-zip.spec.ts',
      'has plain files only, which link nowhere and run nothing',
    ),
    shown(
      'libs/dossiers/src/bag/scan-exports.spec.ts',
      'refuses an export of 65,536 data sets as soon as there is one too many',
    ),
    shown(
      'libs/dossiers/src/bag/names.spec.ts',
      'numbers 65,536 equal names at a cost in line with their number',
    ),
  ),
  claim(
    'A20',
    'an idempotency key is one body of one principal, whoever comes first',
    shown(KEYS, 'refuses a key that came with another body or for another route'),
    shown(KEYS, 'keeps the keys of principals apart, and of one principal together'),
    shown(KEYS, 'does 100 equal calls at once exactly once'),
    shown(BAD_INPUT, 'opens one request for 100 equal calls at once'),
  ),
];
