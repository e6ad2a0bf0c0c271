/** What the demo files, and what must come of it: six people, two laws, three systems. */
export interface Asked {
  /** How the demo speaks of it. */
  name: string;
  story: string;
  right: 'access' | 'erasure';
  residence: string;
  locale: string;
  channel: string;
  identifiers: { type: string; value: string }[];
  /** False: nobody can show that the identifier is theirs. */
  verified: boolean;
  closeAccount?: boolean;
  expect: { status: string; reason: string };
}

const email = (value: string) => [{ type: 'email', value }];

// The people are those that the seed of the reference systems always contains.
export const SCENARIO: readonly Asked[] = [
  {
    name: 'Jördis (DE)',
    story: 'asks what is held about her',
    right: 'access',
    residence: 'DE',
    locale: 'de',
    channel: 'web_form',
    identifiers: email('joerdis.brueckner@de.example'),
    verified: true,
    expect: { status: 'fulfilled', reason: 'data_disclosed' },
  },
  {
    name: 'Édouard (FR)',
    story: 'closes his account and asks to be erased; some orders must be kept',
    right: 'erasure',
    residence: 'FR',
    locale: 'fr',
    channel: 'letter',
    identifiers: email('edouard.chatelain@fr.example'),
    verified: true,
    closeAccount: true,
    expect: { status: 'partly_fulfilled', reason: 'retained_by_law' },
  },
  {
    name: 'Athit (TH)',
    story: 'asks for a copy, by telephone number',
    right: 'access',
    residence: 'TH',
    locale: 'th',
    channel: 'counter',
    identifiers: [{ type: 'phone', value: '+66 81 234 0502' }],
    verified: true,
    expect: { status: 'fulfilled', reason: 'data_disclosed' },
  },
  {
    name: 'Kanlaya (TH)',
    story: 'closes her account and asks to be erased',
    right: 'erasure',
    residence: 'TH',
    locale: 'th',
    channel: 'email',
    identifiers: email('kanlaya.saksit@th.example'),
    verified: true,
    closeAccount: true,
    expect: { status: 'partly_fulfilled', reason: 'retained_by_law' },
  },
  {
    name: 'somebody (DE)',
    story: 'asks for the data of an address that is not shown to be theirs',
    right: 'access',
    residence: 'DE',
    locale: 'en',
    channel: 'email',
    identifiers: email('ton.nu.quynh.nhu@vn.example'),
    verified: false,
    expect: { status: 'refused', reason: 'identity_not_established' },
  },
  {
    name: 'Wilhelmine (DE)',
    story: 'asks what is held about her; no system knows her',
    right: 'access',
    residence: 'DE',
    locale: 'de',
    channel: 'letter',
    identifiers: email('wilhelmine.unbekannt@de.example'),
    verified: true,
    expect: { status: 'fulfilled', reason: 'nothing_held' },
  },
];
