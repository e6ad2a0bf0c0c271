import { canonicalJson } from './canonical-json.js';
import { bindTagKey, commit, tag } from './leaf.js';
import type { OpenedChain, OpenedEntry } from './opened-chain.js';
import { verifyChain } from './verify-chain.js';

const AUDIENCE = 'privacy.example.org';
const REQUEST = `req_${'a'.repeat(32)}`;
const EXERCISE = `exe_${'b'.repeat(32)}`;
const tagKey = Buffer.alloc(32, 9);

type Fact = [type: string, data: object];

/** An entry as the log writes it, after the commitment `prev`. */
function entry(n: number, prev: string, [type, data]: Fact): OpenedEntry {
  const binding = n === 1 ? { kreq: bindTagKey(tagKey), audience: AUDIENCE } : {};
  const at = `2026-03-01T09:30:0${n % 10}.000Z`;
  const content = { v: 1, n, prev, type, at, actor: 'worker', data: { ...data, ...binding } };
  return sealed(n, canonicalJson(content), Buffer.alloc(32, n));
}

function sealed(n: number, payload: string, salt: Buffer): OpenedEntry {
  const commitment = commit(salt, payload).toString('base64');
  return {
    n,
    payload,
    salt: salt.toString('base64'),
    tag: tag(tagKey, n).toString('base64'),
    commitment,
  };
}

function chainOf(facts: Fact[]): OpenedChain {
  const entries: OpenedEntry[] = [];
  for (const fact of facts) {
    entries.push(entry(entries.length + 1, entries.at(-1)?.commitment ?? '', fact));
  }
  return {
    requestId: REQUEST,
    audience: AUDIENCE,
    tagKey: tagKey.toString('base64'),
    entries,
    receipts: [],
    connectorKeys: [],
  };
}

const RECEIVED: Fact = [
  'request.received',
  {
    receivedAt: '2026-03-01T09:00:00.000Z',
    channel: 'web',
    requester: 'subject',
    rights: ['erasure'],
    identifiers: 1,
  },
];
const SEALED: Fact = ['plan.sealed', { exercise: EXERCISE, seal: 'A'.repeat(43) }];
const APPROVED: Fact = [
  'approval.given',
  { exercise: EXERCISE, seal: 'A'.repeat(43), decision: 'approved' },
];
const closed = (total: number): Fact => ['request.closed', { total }];

/** Five entries, closed. */
const sound = () =>
  chainOf([
    RECEIVED,
    ['exercise.opened', { exercise: EXERCISE, right: 'erasure' }],
    SEALED,
    APPROVED,
    closed(5),
  ]);

/** The entry's payload with other content, its commitment left as it was. */
function edit(chain: OpenedChain, n: number, change: object): OpenedEntry {
  const old = at(chain, n);
  const content = { ...(JSON.parse(old.payload) as object), ...change };
  old.payload = canonicalJson(content);
  return old;
}

/** Edits the entry and commits to the new content, as somebody with the database would. */
function rewrite(chain: OpenedChain, n: number, change: object): void {
  const edited = edit(chain, n, change);
  Object.assign(edited, sealed(n, edited.payload, Buffer.alloc(32, 77)));
}

function at(chain: OpenedChain, n: number): OpenedEntry {
  const found = chain.entries[n - 1];
  if (!found) throw new Error(`The sample has no entry ${n}`);
  return found;
}

function dataOf(chain: OpenedChain, n: number): object {
  return (JSON.parse(at(chain, n).payload) as { data: object }).data;
}

const checks = ({ findings }: { findings: { check: string; n?: number }[] }) =>
  findings.map(({ check, n }) => `${check} ${n ?? '-'}`).sort();

describe('verifyChain', () => {
  it('finds a closed chain complete', () => {
    expect(verifyChain(sound())).toEqual({ state: 'complete', entries: 5, findings: [] });
  });

  it('finds an unclosed chain open, never complete', () => {
    const chain = chainOf([RECEIVED, SEALED]);
    expect(verifyChain(chain)).toEqual({ state: 'open', entries: 2, findings: [] });
  });

  it('finds a chain without its closing entry open, never complete', () => {
    const chain = sound();
    chain.entries.pop();
    expect(verifyChain(chain).state).toBe('open');
  });

  const tampered: [string, (chain: OpenedChain) => void, string[]][] = [
    [
      'an edited payload',
      (chain) => edit(chain, 4, { data: { ...dataOf(chain, 4), decision: 'rejected' } }),
      ['chain.commitment 4'],
    ],
    [
      'an edited payload with a commitment to match',
      (chain) => rewrite(chain, 4, { data: { ...dataOf(chain, 4), decision: 'rejected' } }),
      ['chain.previous 5'],
    ],
    [
      'an edited instant',
      (chain) => edit(chain, 3, { at: '2026-02-01T00:00:00.000Z' }),
      ['chain.commitment 3'],
    ],
    [
      'an edited salt',
      (chain) => Object.assign(at(chain, 2), { salt: Buffer.alloc(32, 99).toString('base64') }),
      ['chain.commitment 2'],
    ],
    [
      'a salt with characters that a lax decoder skips',
      (chain) => Object.assign(at(chain, 2), { salt: `${at(chain, 2).salt.slice(0, -1)}\n=` }),
      ['chain.commitment 2'],
    ],
    [
      'another commitment',
      (chain) => Object.assign(at(chain, 5), { commitment: at(chain, 4).commitment }),
      ['chain.commitment 5'],
    ],
    [
      'two swapped entries',
      (chain) => chain.entries.splice(2, 2, at(chain, 4), at(chain, 3)),
      [
        'chain.number 3',
        'chain.number 4',
        'chain.previous 3',
        'chain.previous 4',
        'chain.previous 5',
      ],
    ],
    [
      'two entries with swapped contents',
      (chain) => {
        const [three, four] = [{ ...at(chain, 3) }, { ...at(chain, 4) }];
        Object.assign(at(chain, 3), four, { n: 3, tag: three.tag });
        Object.assign(at(chain, 4), three, { n: 4, tag: four.tag });
      },
      [
        'chain.number 3',
        'chain.number 4',
        'chain.previous 3',
        'chain.previous 4',
        'chain.previous 5',
      ],
    ],
    [
      'a dropped entry in the middle',
      (chain) => chain.entries.splice(2, 1),
      ['chain.closing 5', 'chain.number 4', 'chain.number 5', 'chain.previous 4'],
    ],
    [
      'a dropped entry with the others numbered anew',
      (chain) => {
        chain.entries.splice(2, 1);
        chain.entries.forEach((one, index) => Object.assign(one, { n: index + 1 }));
      },
      [
        'chain.closing 4',
        'chain.number 3',
        'chain.number 4',
        'chain.previous 3',
        'chain.tag 3',
        'chain.tag 4',
      ],
    ],
    [
      'a dropped first entry',
      (chain) => chain.entries.shift(),
      [
        'chain.closing 5',
        'chain.first 2',
        'chain.number 2',
        'chain.number 3',
        'chain.number 4',
        'chain.number 5',
        'chain.previous 2',
        'chain.tag_key 2',
        'chain.audience 2',
      ].sort(),
    ],
    [
      'a last entry dropped from an open chain whose end is known',
      (chain) => {
        chain.entries.pop();
        chain.head = { n: 4, commitment: at(chain, 4).commitment };
        chain.entries.pop();
      },
      ['chain.head 3'],
    ],
    [
      'another end of the same length',
      (chain) => Object.assign(chain, { head: { n: 5, commitment: at(chain, 4).commitment } }),
      ['chain.head 5'],
    ],
    [
      'another tag key',
      (chain) => Object.assign(chain, { tagKey: Buffer.alloc(32, 8).toString('base64') }),
      [
        'chain.tag 1',
        'chain.tag 2',
        'chain.tag 3',
        'chain.tag 4',
        'chain.tag 5',
        'chain.tag_key 1',
      ],
    ],
    [
      'no tag key',
      (chain) => Object.assign(chain, { tagKey: '' }),
      [
        'chain.tag 1',
        'chain.tag 2',
        'chain.tag 3',
        'chain.tag 4',
        'chain.tag 5',
        'chain.tag_key 1',
      ],
    ],
    [
      'the tag of another entry',
      (chain) => Object.assign(at(chain, 3), { tag: at(chain, 4).tag }),
      ['chain.tag 3'],
    ],
    [
      'an entry filed under another number',
      (chain) => Object.assign(at(chain, 5), { n: 6 }),
      ['chain.number 6', 'chain.tag 6'],
    ],
    [
      'a changed prev',
      (chain) => rewrite(chain, 5, { prev: at(chain, 3).commitment }),
      ['chain.previous 5'],
    ],
    ['a wrong total', (chain) => rewrite(chain, 5, { data: { total: 6 } }), ['chain.closing 5']],
    [
      'an entry after the closing one',
      (chain) => chain.entries.push(entry(6, at(chain, 5).commitment, SEALED)),
      ['chain.closing 5'],
    ],
    [
      'an entry that does not open',
      (chain) => Object.assign(at(chain, 5), { payload: '', salt: '' }),
      ['chain.unreadable 5'],
    ],
    [
      'free text, committed to',
      (chain) => rewrite(chain, 5, { actor: 'Ada Lovelace' }),
      ['chain.payload 5'],
    ],
    [
      'the same content in other bytes, committed to',
      (chain) =>
        Object.assign(at(chain, 5), sealed(5, ` ${at(chain, 5).payload}`, Buffer.alloc(32))),
      ['chain.payload 5'],
    ],
    [
      'a payload that is no JSON, committed to',
      (chain) => Object.assign(at(chain, 5), sealed(5, '{', Buffer.alloc(32))),
      ['chain.payload 5'],
    ],
    [
      'the chain of another log',
      (chain) => Object.assign(chain, { audience: 'elsewhere.example' }),
      ['chain.audience 1'],
    ],
    ['no entries', (chain) => chain.entries.splice(0), ['chain.empty -']],
  ];

  it.each(tampered)('reports %s', (_name, tamper, expected) => {
    const chain = sound();
    tamper(chain);
    const verdict = verifyChain(chain);
    expect(checks(verdict)).toEqual(expected);
    expect(verdict.state).toBe('broken');
  });

  it('lets a chain begin with the release of a measure under the id of a measure only', () => {
    const requestId = `msr_${'c'.repeat(32)}`;
    const lifted: Fact = [
      'measure.lifted',
      { measure: requestId, request: REQUEST, exercise: EXERCISE, kind: 'suppression' },
    ];
    expect(verifyChain({ ...chainOf([lifted]), requestId })).toMatchObject({ state: 'open' });
    expect(checks(verifyChain(chainOf([lifted])))).toEqual(['chain.first 1']);
    expect(checks(verifyChain({ ...chainOf([RECEIVED]), requestId }))).toEqual(['chain.first 1']);
  });

  it('reports a first entry that is not the receipt of the request', () => {
    expect(checks(verifyChain(chainOf([SEALED, closed(2)])))).toEqual(['chain.first 1']);
  });

  it('says in a sentence what is wrong with which entry', () => {
    const chain = sound();
    edit(chain, 4, { data: { ...dataOf(chain, 4), decision: 'rejected' } });
    expect(verifyChain(chain).findings).toEqual([
      { check: 'chain.commitment', n: 4, detail: 'Entry 4 is not what its commitment covers.' },
    ]);
  });
});
