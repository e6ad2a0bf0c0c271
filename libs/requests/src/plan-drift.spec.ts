import type { Plan } from '@habeas/domain';
import { driftOf, type DecidedNow } from './plan-drift.js';

const decidedUnder = {
  packs: { gdpr: 'a' },
  retention: { gdpr: 'k' },
  register: 'r',
  manifests: { accounts: 'm', marketing: 'n' },
};
const plan: Plan = {
  right: 'erasure',
  laws: ['gdpr'],
  cells: [],
  tasks: [],
  notes: [],
  decidedUnder,
};
const same: DecidedNow = {
  register: 'r',
  packs: { gdpr: 'a' },
  retention: { gdpr: 'k', pdpa_tha: 'l' },
  manifests: { ...decidedUnder.manifests },
};
const sealed = { status: 'awaiting_approval' as const, seal: 's', plan };

describe('what moved under a sealed plan', () => {
  it.each<[string, Partial<DecidedNow>, unknown[]]>([
    ['nothing', {}, []],
    ['the register', { register: 'x' }, [['register', 'register', 'r', 'x']]],
    ['a pack', { packs: { gdpr: 'b' } }, [['pack', 'gdpr', 'a', 'b']]],
    ['a pack that is gone', { packs: {} }, [['pack', 'gdpr', 'a', null]]],
    [
      'the retention rules of its law',
      { retention: { gdpr: 'o' } },
      [['retention', 'gdpr', 'k', 'o']],
    ],
    ['the retention rules of another law', { retention: { gdpr: 'k', pdpa_tha: 'o' } }, []],
    [
      'a manifest',
      { manifests: { accounts: 'm', marketing: 'o' } },
      [['manifest', 'marketing', 'n', 'o']],
    ],
    ['a system that came later', { manifests: { ...same.manifests, archive: 'z' } }, []],
  ])('is %s', (_, more, expected) => {
    const drift = driftOf(sealed, { ...same, ...more });
    expect(drift.map(({ what, name, sealed: was, now }) => [what, name, was, now])).toEqual(
      expected,
    );
  });

  it('is what keeps data, where the plan does not say under which rules it was decided', () => {
    const { retention: _, ...older } = decidedUnder;
    const drift = driftOf({ ...sealed, plan: { ...plan, decidedUnder: older } }, same);
    expect(drift).toEqual([{ what: 'retention', name: 'gdpr', sealed: '', now: 'k' }]);
  });

  it.each([
    ['no plan is sealed', { ...sealed, seal: null }],
    ['the exercise has ended', { ...sealed, status: 'fulfilled' as const }],
  ])('is of no matter where %s', (_, exercise) => {
    expect(driftOf(exercise, { ...same, register: 'x' })).toEqual([]);
  });
});
