import { claim, notApplicable, shown, type Claim } from './claims.js';

const ACCOUNTS = 'test/integration/accounts.spec.ts';
const MARKETING = 'test/integration/marketing.spec.ts';
const TELEMETRY = 'test/integration/telemetry.spec.ts';
const KEYS = 'test/integration/field-keys.spec.ts';
const LOCATING = 'test/journeys/field-locating.spec.ts';
const ERASING = 'test/journeys/field-erasing.spec.ts';
const MAIN_JOB = 'test/journeys/main-job.spec.ts';
const STEPS = 'libs/domain/src/next-steps.spec.ts';
const PACKAGE = 'libs/dossiers/src/compose-package.spec.ts';
const IDENTIFIERS = 'libs/domain/src/identifier.spec.ts';

const FINDING: Claim[] = [
  claim(
    4,
    'what nobody can reach stops before any data is read, and is named',
    shown(LOCATING, 'field 4: a system out of reach stops the request before data is read'),
    shown('libs/domain/src/plan.spec.ts', 'shows %s'),
  ),
  claim(
    5,
    'what only an identifier not given would reach is listed as not searched',
    shown(STEPS, 'asks each connector about the identifiers that it understands, and no other'),
    shown(PACKAGE, 'says which systems did not answer and which were not searched'),
  ),
  notApplicable(
    6,
    'ordering constraints that form a loop are refused',
    'Nobody declares an order: it is derived from what systems accept and return. Systems that ' +
      'find each other get a turn each and a note: plan.spec.ts, "notes a cycle and still gives ' +
      'every system a turn".',
  ),
  claim(
    7,
    'a reference to an unknown data set, field or rule is refused when policy is read',
    shown(
      'libs/policy/src/load-policy.spec.ts',
      'refuses $what, with file, line, path and remedy',
      'a reference to no clock',
    ),
  ),
  claim(
    8,
    'two systems that give the same key lead to one search by it',
    shown(LOCATING, 'field 8: an identifier from two systems is followed once'),
  ),
  claim(
    9,
    'nobody found gives an empty, valid package',
    shown(MAIN_JOB, 'says honestly that nothing is held about a stranger'),
  ),
  claim(
    10,
    'null, empty and missing keys do not widen the search',
    shown(KEYS, 'field 10: null and empty keys lead to nobody in accounts'),
    shown(KEYS, 'field 10: null and empty keys lead to nobody in marketing'),
    shown(TELEMETRY, 'finds nothing by what is unknown, empty or of another kind'),
  ),
  claim(
    11,
    'keys in another form are matched after conversion',
    shown(ACCOUNTS, 'finds one person by any of her identifiers, whatever the case'),
    shown(IDENTIFIERS, 'field 11: one identifier in several forms becomes one value (%s)'),
    shown(LOCATING, 'field 11: a key that a system keeps malformed is told, not followed'),
  ),
  notApplicable(
    12,
    'only the matching elements of nested arrays are exported',
    'Habeas reads no documents of a system: a connector returns records that it chose as the ' +
      "person's, and no reference system keeps several people in one record.",
  ),
  notApplicable(13, 'the same with the field marked "return all"', 'As 12.'),
  claim(
    14,
    'parts without a link between them are both searched and exported',
    shown(LOCATING, 'field 14: systems without a common key both give their part'),
  ),
];

const EXPORTING: Claim[] = [
  claim(
    15,
    'only the categories of the order appear; categories are flat, so none includes another',
    shown(ACCOUNTS, 'keeps to the categories of the order'),
    shown(MARKETING, 'keeps to the categories of the order'),
    shown(TELEMETRY, 'keeps to the categories of the order'),
    shown(
      'libs/dossiers/src/bag/scan-exports.spec.ts',
      'refuses a record of a category that nobody asked for',
    ),
  ),
  claim(
    16,
    'a record reached by two paths appears once',
    shown(LOCATING, 'field 16: a record reached by several keys is handed over once'),
  ),
  claim(
    17,
    'hostile text injects neither HTML nor formulas',
    shown('libs/dossiers/src/page/page.spec.ts', 'adds no element and no attribute to the page'),
    shown(
      'libs/dossiers/src/bag/csv.spec.ts',
      'gives no text a first character that starts a formula, whatever it is',
    ),
  ),
  claim(
    18,
    'equal names become unique, and none leaves the archive',
    shown('libs/dossiers/src/bag/names.spec.ts', 'gives each name once'),
    shown(PACKAGE, 'stays inside its folder whatever systems and data sets are called'),
  ),
  claim(
    19,
    'a key of wrong length is refused; without its key nothing is written in clear',
    shown('test/integration/vault.spec.ts', 'refuses a %s of another length'),
    shown('test/integration/disclosure.spec.ts', 'fails closed when %s', 'the key is destroyed'),
  ),
  claim(
    20,
    'memory does not grow with the export',
    shown(
      'test/integration/disclosure-memory.spec.ts',
      'composes a package in memory that does not grow with the export',
    ),
  ),
];

const ERASURE: Claim[] = [
  claim(
    23,
    "the person's rows go and every other row stays as it was, to the byte",
    shown(ACCOUNTS, 'keeps every row of everybody else as it was, to the byte'),
    shown(MARKETING, 'leaves no trace of the person, and every other row as it was'),
    shown(TELEMETRY, 'leaves no trace of the devices, and every other row as it was'),
    shown(MAIN_JOB, 'erases a French man but for the order fields that the law keeps'),
  ),
  claim(
    25,
    'of composite keys only the right row changes',
    shown(KEYS, 'field 25: of rows that share part of a composite key only the right ones go'),
  ),
  claim(
    26,
    'done is never said when nothing could be erased',
    shown(ERASING, 'field 26: rows that a system cannot erase are never reported as erased'),
    shown(STEPS, 'does not call data erased that a second look still finds'),
  ),
  claim(
    27,
    'the order is kept and survives an error half-way',
    shown(
      'libs/domain/src/plan.spec.ts',
      'restricts, erases whoever holds the keys last, then verifies',
    ),
    shown(
      ERASING,
      'field 27, field 36: an error half-way undoes its own part and repeats no other',
    ),
  ),
  claim(
    28,
    'a read-only connection is an error and changes nothing',
    shown(KEYS, 'field 28: a user without the right to write changes nothing in $name'),
    shown(ERASING, 'field 28: a system that may only read fails, changes nothing and recovers'),
  ),
  claim(
    30,
    'what cannot be reduced as ordered goes to a person, visibly',
    shown(ACCOUNTS, 'leaves to a human what a rule wants kept that it cannot keep'),
  ),
  claim(
    31,
    'a row shared with another person is not erased without a decision',
    shown(ACCOUNTS, 'touches nobody by an identifier that two people share'),
    shown(TELEMETRY, 'leaves a shared device to a human, and does the rest'),
  ),
  claim(
    32,
    'after erasure a second look finds nothing, and its receipt says so',
    shown(ERASING, 'field 32: a second look finds nothing, and signed receipts say so'),
  ),
];

/** Numbers 4 to 32: what is found, handed over and erased. */
export const ON_DATA: readonly Claim[] = [...FINDING, ...EXPORTING, ...ERASURE];
