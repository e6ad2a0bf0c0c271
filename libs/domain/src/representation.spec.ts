import type { LawPack } from './law-pack.js';
import {
  authorityMissing,
  authorityNeeded,
  childAgeUnder,
  isForParent,
  needsAuthority,
  type AuthorityKind,
  type Requester,
} from './representation.js';

const said = (citation: string) => ({ citation, because: 'Said so.' });
const register = {
  childAges: [
    { age: 16, countries: [] },
    { age: 20, countries: ['TH'] },
  ],
};
// Only what is asked for here; the rest of a pack has no say in it.
const union = {
  id: 'gdpr',
  countries: ['DE'],
  representation: { acting: said('Art. 12(6)') },
} as unknown as LawPack;
const thai = {
  id: 'pdpa_tha',
  countries: ['TH'],
  representation: {
    acting: said('s. 20 para 3'),
    parentAlone: { ...said('s. 20 para 1 (2)'), upTo: 10 },
    parentToo: said('s. 20 para 1 (1)'),
  },
} as unknown as LawPack;
const silent = { id: 'lgpd_bra', countries: ['BR'] } as unknown as LawPack;

const AUTHORITY = 'parental_authority';
const CONSENT = 'parental_consent';

describe('who may act for a person', () => {
  it.each<[Requester, number | undefined, string[]]>([
    ['subject', undefined, []],
    ['subject', 10, [`pdpa_tha ${AUTHORITY}`]],
    ['subject', 11, [`pdpa_tha ${CONSENT}`]],
    ['subject', 15, [`pdpa_tha ${CONSENT}`]],
    // Of age for the notice, a minor in Thailand.
    ['subject', 17, [`pdpa_tha ${CONSENT}`]],
    ['subject', 19, [`pdpa_tha ${CONSENT}`]],
    ['subject', 20, []],
    ['parent', undefined, [`gdpr ${AUTHORITY}`, `pdpa_tha ${AUTHORITY}`]],
    ['parent', 9, [`gdpr ${AUTHORITY}`, `pdpa_tha ${AUTHORITY}`]],
    ['parent', 17, ['gdpr mandate', `pdpa_tha ${AUTHORITY}`]],
    ['parent', 20, ['gdpr mandate', 'pdpa_tha mandate']],
    ['agent', undefined, ['gdpr mandate', 'pdpa_tha mandate']],
    ['agent', 9, ['gdpr mandate', 'pdpa_tha mandate']],
  ])('%s, aged %p', (requester, subjectAge, expected) => {
    const facts = { requester, ...(subjectAge === undefined ? {} : { subjectAge }) };
    const needed = authorityNeeded(facts, [union, thai, silent], register);
    expect(needed.map(({ law, kind }) => `${law} ${kind}`)).toEqual(expected);
    expect(needed.every(({ citation }) => /Art|s\./.test(citation))).toBe(true);
  });

  it('reads the age of a child off the register, by the countries of the law', () => {
    expect([union, thai, silent].map((pack) => childAgeUnder(pack, register))).toEqual([
      16, 20, 16,
    ]);
    expect(childAgeUnder(union, { childAges: [] })).toBeUndefined();
  });

  it.each<[AuthorityKind[], AuthorityKind[]]>([
    [[], [AUTHORITY, CONSENT, 'mandate']],
    [[CONSENT], [AUTHORITY, 'mandate']],
    [[AUTHORITY], ['mandate']],
    [[AUTHORITY, 'mandate'], []],
  ])('with %p shown, %p is still to be shown', (shown, expected) => {
    const all = (['parental_authority', 'parental_consent', 'mandate'] as const).map((kind) => ({
      law: 'gdpr' as const,
      kind,
      ...said('Art. 12(6)'),
    }));
    expect(authorityMissing(all, shown).map(({ kind }) => kind)).toEqual(expected);
  });

  it('asks for nothing where anybody may exercise the right', () => {
    expect(needsAuthority('unverified')).toBe(false);
    expect(needsAuthority('low')).toBe(true);
  });

  it('has a person look at what goes to a parent', () => {
    expect(isForParent({ requester: 'parent' }, 'access')).toBe(true);
    expect(isForParent({ requester: 'parent' }, 'erasure')).toBe(false);
    expect(isForParent({ requester: 'subject' }, 'access')).toBe(false);
  });
});
