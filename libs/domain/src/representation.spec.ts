import type { LawPack } from './law-pack.js';
import {
  authorityMissing,
  authorityNeeded,
  isForParent,
  needsAuthority,
  type AuthorityKind,
  type Requester,
} from './representation.js';

const said = (citation: string) => ({ citation, because: 'Said so.' });
// Only what is asked for here; the rest of a pack has no say in it.
const union = {
  id: 'gdpr',
  countries: ['DE'],
  representation: { acting: said('Art. 12(6)'), majority: { ...said('Art. 8(3)'), age: 18 } },
} as unknown as LawPack;
const thai = {
  id: 'pdpa_tha',
  countries: ['TH'],
  representation: {
    acting: said('s. 20 para 3'),
    majority: { ...said('CCC s. 19'), age: 20 },
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
    // A minor everywhere, who consents and asks for herself under the GDPR.
    ['subject', 17, [`pdpa_tha ${CONSENT}`]],
    ['subject', 19, [`pdpa_tha ${CONSENT}`]],
    ['subject', 20, []],
    ['parent', undefined, [`gdpr ${AUTHORITY}`, `pdpa_tha ${AUTHORITY}`]],
    ['parent', 9, [`gdpr ${AUTHORITY}`, `pdpa_tha ${AUTHORITY}`]],
    // Old enough to consent (Art. 8), a minor all the same: the parent's authority is by capacity.
    ['parent', 17, [`gdpr ${AUTHORITY}`, `pdpa_tha ${AUTHORITY}`]],
    ['parent', 18, ['gdpr mandate', `pdpa_tha ${AUTHORITY}`]],
    ['parent', 20, ['gdpr mandate', 'pdpa_tha mandate']],
    ['agent', undefined, ['gdpr mandate', 'pdpa_tha mandate']],
    ['agent', 9, ['gdpr mandate', 'pdpa_tha mandate']],
  ])('%s, aged %p', (requester, subjectAge, expected) => {
    const facts = { requester, ...(subjectAge === undefined ? {} : { subjectAge }) };
    const needed = authorityNeeded(facts, [union, thai, silent]);
    expect(needed.map(({ law, kind }) => `${law} ${kind}`)).toEqual(expected);
    expect(needed.every(({ citation }) => /Art|s\./.test(citation))).toBe(true);
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
