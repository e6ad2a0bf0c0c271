import { randomBytes } from 'node:crypto';
import { generateKeys } from '../keys.js';
import { ANSWER_TAG, CALLBACK_TAG } from '../signature-profile.js';
import type { ClauseId } from './clauses.js';
import { stranger, type Examination } from './examination.js';
import type { Call } from './probe.js';

/** Well inside and well outside of the tolerance: the clocks themselves may differ a little. */
const INSIDE_SECONDS = 240;
const OUTSIDE_SECONDS = 420;

export interface Forgery {
  clause: ClauseId;
  what: string;
  call: (exam: Examination) => Call;
  /** Nothing of the call can be read, so that its problem need not be signed. */
  unreadable?: true;
}

const now = () => Math.floor(Date.now() / 1000);
const without = (name: string) => ({
  components: (usual: string[]) => usual.filter((each) => each !== `"${name}"`),
});
const withoutParam = (name: string) => ({
  params: (usual: string[]) => usual.filter((each) => !each.startsWith(`${name}=`)),
});

/** Changes both signature headers, which begin with the label. */
const inSignatures = (change: (value: string) => string) => (headers: Record<string, string>) => ({
  ...headers,
  'signature-input': change(headers['signature-input'] ?? ''),
  signature: change(headers['signature'] ?? ''),
});

/** Calls of which every one has to be refused as `signature_invalid`. All are orders to locate. */
export const FORGERIES: Forgery[] = [
  {
    clause: 'C-HTTP-6',
    what: 'an order without a signature',
    call: () => ({ unsigned: true }),
    unreadable: true,
  },
  {
    clause: 'C-KEY-2',
    what: 'an order signed by a key that was never pinned',
    call: () => ({ key: generateKeys() }),
  },
  {
    clause: 'C-KEY-3',
    what: 'an order whose keyid is the address of a key',
    call: ({ probe }) => ({ key: generateKeys(), keyid: `${probe.callback}/keys` }),
  },
  {
    clause: 'C-SIG-1',
    what: 'an order whose content-digest is another body’s',
    call: ({ probe, manifest }) => {
      const other = JSON.stringify(probe.order('locate', [stranger(manifest)]));
      return { sentBytes: Buffer.from(other) };
    },
  },
  {
    clause: 'C-SIG-2',
    what: 'an order whose signature stands under another label alone',
    call: () => ({ label: 'other' }),
    unreadable: true,
  },
  {
    clause: 'C-SIG-2',
    what: 'an order with two signatures under the label habeas',
    call: () => ({ reshape: inSignatures((value) => `${value}, ${value}`) }),
    unreadable: true,
  },
  ...['@method', '@target-uri', 'content-type', 'content-digest'].map((name): Forgery => ({
    clause: 'C-SIG-3',
    what: `an order whose signature does not cover ${name}`,
    call: () => without(name),
  })),
  {
    clause: 'C-SIG-5',
    what: 'an order whose signature covers "@authority" besides',
    call: () => ({ components: (usual) => [...usual, '"@authority"'] }),
    unreadable: true,
  },
  {
    clause: 'C-SIG-5',
    what: 'an order whose signature covers a component twice',
    call: () => ({ components: (usual) => [...usual, '"@method"'] }),
    unreadable: true,
  },
  ...['created', 'alg', 'nonce'].map((name): Forgery => ({
    clause: 'C-SIG-6',
    what: `an order whose signature has no ${name}`,
    call: () => withoutParam(name),
    unreadable: true,
  })),
  {
    clause: 'C-SIG-6',
    what: 'an order whose signature has a parameter besides',
    call: () => ({ params: (usual) => [...usual, 'expires=4102444800'] }),
    unreadable: true,
  },
  ...[CALLBACK_TAG, ANSWER_TAG].map((tag): Forgery => ({
    clause: 'C-SIG-7',
    what: `an order under the tag ${tag}`,
    call: () => ({ tag }),
  })),
  {
    clause: 'C-SIG-8',
    what: 'an order whose signature nonce is shorter than 22 characters',
    call: () => ({ nonce: randomBytes(6).toString('base64url') }),
    unreadable: true,
  },
  {
    clause: 'C-SIG-10',
    what: `an order signed ${OUTSIDE_SECONDS} seconds ago`,
    call: () => ({ created: now() - OUTSIDE_SECONDS }),
  },
  {
    clause: 'C-SIG-10',
    what: `an order signed ${OUTSIDE_SECONDS} seconds ahead`,
    call: () => ({ created: now() + OUTSIDE_SECONDS }),
  },
  {
    clause: 'C-SIG-12',
    what: 'an order signed for another address, with that address as its Host',
    call: () => ({
      signedUrl: 'http://another.example/tasks',
      headers: { host: 'another.example' },
    }),
  },
  {
    clause: 'C-SIG-13',
    what: 'an order whose signature is not its key’s',
    call: ({ probe }) => ({ key: generateKeys(), keyid: probe.key.jwk.kid }),
  },
];

/** Calls that are unusual, and right. */
export const SOUND: { clause: ClauseId; what: string; call: () => Call }[] = [
  {
    clause: 'C-SIG-5',
    what: 'components in another order',
    call: () => ({ components: (usual) => usual.toReversed() }),
  },
  {
    clause: 'C-SIG-2',
    what: 'another signature under another label',
    call: () => ({
      reshape: inSignatures((value) => `${value.replace(/^habeas/, 'other')}, ${value}`),
    }),
  },
  ...[-INSIDE_SECONDS, INSIDE_SECONDS].map((seconds) => ({
    clause: 'C-SIG-10' as const,
    what: `created ${seconds} seconds from the clock of this check`,
    call: () => ({ created: now() + seconds }),
  })),
];
