import type { Right } from '@habeas/domain';

/** One right asked in the demo, and what must come of it. */
export interface AskedRight {
  right: Right;
  status: string;
  reason: string;
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
  /** Erasure: the account ends too. */
  closeAccount?: boolean;
  rights: AskedRight[];
}

const email = (value: string) => [{ type: 'email', value }];
const access: AskedRight = { right: 'access', status: 'fulfilled', reason: 'data_disclosed' };
const erasure: AskedRight = {
  right: 'erasure',
  status: 'partly_fulfilled',
  reason: 'retained_by_law',
};

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
    closeAccount: true,
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
    closeAccount: true,
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
    closeAccount: true,
    rights: [access, erasure],
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
