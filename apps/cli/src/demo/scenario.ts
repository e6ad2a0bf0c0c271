import type { Change, Right } from '@habeas/domain';

/** One right asked in the demo, and what must come of it. */
export interface AskedRight {
  right: Right;
  status: string;
  reason: string;
  /** What the person added to it. */
  parameters?: { closeAccount: true } | { changes: Change[] };
}

/** What one person asks, once. */
export interface Asked {
  /** How the demo speaks of it. */
  name: string;
  story: string;
  residence: string;
  stays?: string[];
  locale: string;
  channel: string;
  identifiers: { type: string; value: string }[];
  /** False: nobody can show that the identifier is theirs. */
  verified: boolean;
  rights: AskedRight[];
}

const email = (value: string) => [{ type: 'email', value }];
const access: AskedRight = { right: 'access', status: 'fulfilled', reason: 'data_disclosed' };
const erasure: AskedRight = {
  right: 'erasure',
  status: 'partly_fulfilled',
  reason: 'retained_by_law',
  parameters: { closeAccount: true },
};

/** What stands there is tested first, so that nothing is overwritten that she has not seen. */
const corrected = (path: string, from: string, to: string): Change['patch'] => [
  { op: 'test', path, value: from },
  { op: 'replace', path, value: to },
];
const marriedName: Change = {
  category: 'ID',
  patch: [
    ...corrected('/people/family_name', 'Vogel', 'Vogel-Sander'),
    ...corrected('/people/full_name', 'Heike Vogel', 'Heike Vogel-Sander'),
    ...corrected('/contacts/last_name', 'Vogel', 'Vogel-Sander'),
  ],
};

/** The seed makes people one after the other; the last one who asks here is the 31st. */
export const PEOPLE_MIN = 31;

/**
 * People, two laws, three systems, of which one is down at first. The people are those that the
 * seed of the reference systems always contains.
 */
export const SCENARIO: readonly Asked[] = [
  {
    name: 'Jördis (DE)',
    story: 'asks what is held about her',
    residence: 'DE',
    locale: 'de',
    channel: 'web_form',
    identifiers: email('joerdis.brueckner@de.example'),
    verified: true,
    rights: [access],
  },
  {
    name: 'Édouard (FR)',
    story: 'closes his account and asks to be erased; some orders must be kept',
    residence: 'FR',
    locale: 'fr',
    channel: 'letter',
    identifiers: email('edouard.chatelain@fr.example'),
    verified: true,
    rights: [erasure],
  },
  {
    name: 'Athit (TH)',
    story: 'asks for a copy, by telephone number',
    residence: 'TH',
    locale: 'th',
    channel: 'counter',
    identifiers: [{ type: 'phone', value: '+66 81 234 0502' }],
    verified: true,
    rights: [access],
  },
  {
    name: 'Kanlaya (TH)',
    story: 'closes her account and asks to be erased',
    residence: 'TH',
    locale: 'th',
    channel: 'email',
    identifiers: email('kanlaya.saksit@th.example'),
    verified: true,
    rights: [erasure],
  },
  {
    name: 'Quỳnh Như (VN)',
    story: 'will travel to Thailand, and asks in Vietnamese what is held about her',
    residence: 'VN',
    stays: ['TH'],
    locale: 'vi',
    channel: 'web_form',
    identifiers: email('ton.nu.quynh.nhu@vn.example'),
    verified: true,
    rights: [access],
  },
  {
    name: 'Wiebke (DE)',
    story: 'asks for her data and then to be erased: first the one, then the other',
    residence: 'DE',
    locale: 'de',
    channel: 'web_form',
    identifiers: email('wiebke.loeffler.18@de.example'),
    verified: true,
    rights: [access, erasure],
  },
  {
    name: 'Capucine (FR)',
    story: 'wants to take along what she gave, in a form that another service can read',
    residence: 'FR',
    locale: 'fr',
    channel: 'web_form',
    identifiers: email('capucine.garcon.5@fr.example'),
    verified: true,
    rights: [{ right: 'portability', status: 'fulfilled', reason: 'data_disclosed' }],
  },
  {
    name: 'Heike (DE)',
    story: 'has married, and wants her name corrected wherever it stands',
    residence: 'DE',
    locale: 'de',
    channel: 'letter',
    identifiers: email('heike.vogel.28@de.example'),
    verified: true,
    rights: [
      {
        right: 'rectification',
        status: 'fulfilled',
        reason: 'data_rectified',
        parameters: { changes: [marriedName] },
      },
    ],
  },
  {
    name: 'Björn (DE)',
    story: 'asks that his data rest; they are released later, after notice',
    residence: 'DE',
    locale: 'de',
    channel: 'letter',
    identifiers: email('bjoern.boehm.16@de.example'),
    verified: true,
    rights: [{ right: 'restriction', status: 'fulfilled', reason: 'data_restricted' }],
  },
  {
    name: 'Thorsten (DE)',
    story:
      'objects to what rests on legitimate interests; it rests until somebody has weighed them',
    residence: 'DE',
    locale: 'de',
    channel: 'web_form',
    identifiers: email('thorsten.grossmann.23@de.example'),
    verified: true,
    rights: [{ right: 'objection', status: 'fulfilled', reason: 'objection_upheld' }],
  },
  {
    name: 'Noémie (FR)',
    story: 'wants no more advertising; nobody has to check who she is',
    residence: 'FR',
    locale: 'fr',
    channel: 'email',
    identifiers: email('noemie.chevalier.20@fr.example'),
    verified: false,
    rights: [{ right: 'marketing_objection', status: 'fulfilled', reason: 'marketing_stopped' }],
  },
  {
    name: 'François (FR)',
    story: 'withdraws his consent, by e-mail address and appliance; nobody checks who he is',
    residence: 'FR',
    locale: 'fr',
    channel: 'web_form',
    identifiers: [
      ...email('francois.gauthier.30@fr.example'),
      { type: 'device_serial', value: 'HBBR25X0000060' },
    ],
    verified: false,
    rights: [{ right: 'consent_withdrawal', status: 'fulfilled', reason: 'consent_withdrawn' }],
  },
  {
    name: 'Maximilian (DE)',
    story: 'asks for a review of what machines decided about him; no decision is left to them',
    residence: 'DE',
    locale: 'de',
    channel: 'email',
    identifiers: email('maximilian.winkler.26@de.example'),
    verified: true,
    rights: [
      {
        right: 'automated_decision_review',
        status: 'fulfilled',
        reason: 'no_automated_decision',
      },
    ],
  },
  {
    name: 'somebody (DE)',
    story: 'asks for the data of an address that is not shown to be theirs',
    residence: 'DE',
    locale: 'en',
    channel: 'email',
    identifiers: email('lukas.moeller.21@de.example'),
    verified: false,
    rights: [{ right: 'access', status: 'refused', reason: 'identity_not_established' }],
  },
  {
    name: 'Wilhelmine (DE)',
    story: 'asks what is held about her; no system knows her',
    residence: 'DE',
    locale: 'de',
    channel: 'letter',
    identifiers: email('wilhelmine.unbekannt@de.example'),
    verified: true,
    rights: [{ right: 'access', status: 'fulfilled', reason: 'nothing_held' }],
  },
];
