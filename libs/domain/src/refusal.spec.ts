import type { RightRule } from './law-pack.js';
import { citationsOf, lawsWithout } from './refusal.js';

const rule = (minimum: 'low' | 'unverified', grounds: RightRule['refusals'][number]['grounds']) =>
  ({
    identity: { minimum, citation: 'Art. 12(6)', because: 'Proof.' },
    refusals: [
      { citation: 'Art. 1', because: 'No ground is named.' },
      { citation: 'Art. 2', because: 'Grounds are.', grounds },
    ],
  }) as unknown as RightRule;

const wide = rule('low', ['manifestly_excessive', 'rights_of_others']);
const narrow = rule('low', ['rights_of_others']);
const open = rule('unverified', []);

describe('grounds of refusal', () => {
  it.each([
    ['manifestly_excessive', wide, ['Art. 2']],
    ['manifestly_excessive', narrow, []],
    ['identity_not_established', narrow, ['Art. 12(6)']],
    // Nobody has to show who she is: then it is no reason that she did not.
    ['identity_not_established', open, []],
    ['task_skipped', wide, []],
  ] as const)('%s is cited', (ground, given, citations) => {
    expect(citationsOf(given, ground)).toEqual(citations);
  });

  it('must carry under every law', () => {
    const rules = [
      { law: 'gdpr' as const, rule: wide },
      { law: 'pdpa_tha' as const, rule: narrow },
    ];
    expect(lawsWithout('rights_of_others', rules)).toEqual([]);
    expect(lawsWithout('manifestly_excessive', rules)).toEqual(['pdpa_tha']);
    expect(lawsWithout('legal_claims', rules)).toEqual(['gdpr', 'pdpa_tha']);
  });
});
