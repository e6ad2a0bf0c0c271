import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@habeas/config';
import { newId, openDatabase, type Database, type Tx } from '@habeas/database';
import {
  ACTIONS,
  IDENTIFIER_TYPES,
  LAWS,
  LEVELS,
  REASONS,
  RIGHTS,
  STATUSES,
  TASK_OUTCOMES,
} from '@habeas/domain';
import { ENTITIES, EvidenceLog, type EvidenceDraft } from '@habeas/evidence';
import {
  assertFact,
  commit,
  nonceDigest,
  receiptDigest,
  tag,
  verifyChain,
  verifyReceipts,
  type EvidenceFact,
} from '@habeas/evidence-format';
import { KeyRing, Vault } from '@habeas/vault';
import { calculateJwkThumbprint, CompactSign } from 'jose';
import { testDatabase, type TestDatabase } from '../support/index.js';

const AUDIENCE = 'privacy.example.org';
const EXERCISE = newId('exe');
const at = new Date('2026-03-01T09:30:00.123Z');

let stored: TestDatabase;
let database: Database;
let folder = '';
let vault: Vault;
let log: EvidenceLog;
let owner = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'habeas-evidence-'));
  stored = await testDatabase();
  database = await openDatabase({ url: stored.url, entities: ENTITIES });
  const config = Object.assign(new Config(), { keysDir: folder, audience: AUDIENCE });
  vault = new Vault(await KeyRing.open(config, database));
  log = new EvidenceLog(config, database, vault);
  owner = newId('prn');
  await database.query(`INSERT INTO principals (id, name, kind) VALUES ($1, 'ann', 'person')`, [
    owner,
  ]);
});
afterAll(async () => {
  await database.close();
  await stored.drop();
  await rm(folder, { recursive: true });
});

const by = (fact: EvidenceFact): EvidenceDraft => ({ ...fact, actor: 'worker', at });
const received = by({
  type: 'request.received',
  data: {
    receivedAt: at.toISOString(),
    channel: 'web',
    requester: 'subject',
    rights: ['erasure'],
    identifiers: 1,
  },
});
const changed = by({
  type: 'exercise.changed',
  data: {
    exercise: EXERCISE,
    from: 'received',
    to: 'awaiting_identity',
    reason: 'identity_not_verified',
  },
});
const closed = (total: number) => by({ type: 'request.closed', data: { total } });

/** A request with an open, empty chain. */
async function request(tx: Tx, requestId: string): Promise<void> {
  await vault.createRequestKey(tx, requestId);
  await tx.query(
    `INSERT INTO requests (id, controller, channel, received_at, residence, locale, requester, laws,
       laws_because, opened_by)
     VALUES ($1, 'acme', 'web', now(), 'DE', 'de', 'subject', '{gdpr}', '[]', $2)`,
    [requestId, owner],
  );
  await log.openChain(tx, requestId);
}

/** A request with these entries, in one transaction as intake does it. */
async function requestWith(...drafts: EvidenceDraft[]): Promise<string> {
  const requestId = newId('req');
  await database.transaction(async (tx) => {
    await request(tx, requestId);
    await log.appendAll(tx, requestId, drafts);
  });
  return requestId;
}

const appendOne = (requestId: string, draft: EvidenceDraft) =>
  database.transaction((tx) => log.append(tx, { ...draft, requestId }));
const rowsOf = (requestId: string) =>
  database.query<Record<'payload' | 'salt' | 'tag' | 'commitment', Buffer> & { n: number }>(
    'SELECT * FROM evidence_entries WHERE request_id = $1 ORDER BY n',
    [requestId],
  );
const verdictOf = async (requestId: string) => verifyChain(await log.opened(requestId));

describe('EvidenceLog', () => {
  it('writes a chain that verifies as complete once the request is closed', async () => {
    const requestId = await requestWith(received);
    expect(await verdictOf(requestId)).toEqual({ state: 'open', entries: 1, findings: [] });
    expect(await appendOne(requestId, changed)).toMatchObject({ n: 2 });
    const last = await appendOne(requestId, closed(3));
    expect(await verdictOf(requestId)).toEqual({ state: 'complete', entries: 3, findings: [] });
    const { entries, head } = await log.opened(requestId);
    expect(head).toEqual(last);
    expect(entries.at(-1)?.commitment).toBe(last.commitment);
  });

  it('takes nothing after the entry that closes a request, and undoes what came with it', async () => {
    const requestId = await requestWith(received, changed, closed(3));
    const late = database.transaction(async (tx) => {
      await tx.query('UPDATE requests SET locale = $2 WHERE id = $1', [requestId, 'th']);
      await log.append(tx, { ...changed, requestId });
    });
    await expect(late).rejects.toMatchObject({ code: 'transition_illegal' });
    expect(await verdictOf(requestId)).toEqual({ state: 'complete', entries: 3, findings: [] });
    const rows = await database.query('SELECT locale FROM requests WHERE id = $1', [requestId]);
    expect(rows).toEqual([{ locale: 'de' }]);
  });

  it('says in its payloads what was recorded, and nothing else', async () => {
    const requestId = await requestWith(received, changed);
    const { entries, tagKey } = await log.opened(requestId);
    const [first, second] = entries.map(({ payload }) => JSON.parse(payload) as object);
    const binding = { kreq: expect.any(String) as unknown, audience: AUDIENCE };
    const common = { v: 1, actor: 'worker', at: '2026-03-01T09:30:00.123Z' };
    expect(first).toEqual({
      ...common,
      n: 1,
      prev: '',
      type: 'request.received',
      data: { ...received.data, ...binding },
    });
    const { type, data } = changed;
    expect(second).toEqual({ ...common, n: 2, prev: entries[0]?.commitment, type, data });
    expect(Buffer.from(tagKey, 'base64')).toHaveLength(32);
  });

  it('keeps tag and commitment in clear, payload, salt and tag key sealed', async () => {
    const requestId = await requestWith(received);
    const [row] = await rowsOf(requestId);
    const { entries, tagKey } = await log.opened(requestId);
    const [entry] = entries;
    if (!row || !entry) throw new Error('The entry is missing');
    const salt = Buffer.from(entry.salt, 'base64');
    expect(row.commitment).toEqual(commit(salt, entry.payload));
    expect(row.tag).toEqual(tag(Buffer.from(tagKey, 'base64'), 1));
    expect(row.payload.includes('request.received')).toBe(false);
    expect(row.salt.includes(salt)).toBe(false);
    const [chain] = await database.query<{ tag_key: Buffer }>(
      'SELECT tag_key FROM evidence_chains WHERE request_id = $1',
      [requestId],
    );
    expect(chain?.tag_key.includes(Buffer.from(tagKey, 'base64'))).toBe(false);
  });

  it('salts equal entries of two requests to different commitments and tags', async () => {
    const [one, other] = [await requestWith(received), await requestWith(received)];
    const [[first], [second]] = [await rowsOf(one), await rowsOf(other)];
    expect(first?.commitment).not.toEqual(second?.commitment);
    expect(first?.tag).not.toEqual(second?.tag);
  });

  it('numbers concurrent appends of one request without a gap or a fork', async () => {
    const requestId = await requestWith(received);
    const appended = await Promise.all(
      Array.from({ length: 30 }, () => appendOne(requestId, changed)),
    );
    expect(appended.map(({ n }) => n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 2),
    );
    expect(await verdictOf(requestId)).toEqual({ state: 'open', entries: 31, findings: [] });
  });

  it('leaves no trace of an append whose transaction was rolled back', async () => {
    const requestId = await requestWith(received);
    const failing = database.transaction(async (tx) => {
      await log.append(tx, { ...changed, requestId });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await appendOne(requestId, changed)).toMatchObject({ n: 2 });
    expect(await verdictOf(requestId)).toEqual({ state: 'open', entries: 2, findings: [] });
  });

  it('appends many entries in the order given, across calls of one transaction', async () => {
    const requestId = newId('req');
    const numbers = await database.transaction(async (tx) => {
      await request(tx, requestId);
      const first = await log.appendAll(tx, requestId, [received, changed]);
      const none = await log.appendAll(tx, requestId, []);
      const more = await log.appendAll(
        tx,
        requestId,
        Array.from({ length: 100 }, () => changed),
      );
      return [...first, ...none, ...more].map(({ n }) => n);
    });
    expect(numbers).toEqual(Array.from({ length: 102 }, (_, index) => index + 1));
    expect(await verdictOf(requestId)).toMatchObject({ state: 'open', entries: 102 });
  });

  it.each<[string, object]>([
    ['a name for a channel', { ...received, data: { ...received.data, channel: 'Ada Lovelace' } }],
    ['an address for an actor', { ...received, actor: 'ada@example.org' }],
    ['an unknown field', { ...received, data: { ...received.data, text: 'ada@example.org' } }],
    ['an unknown type', { ...received, type: 'request.noted' }],
    ['another binding', { ...changed, data: { ...changed.data, kreq: 'x' } }],
    ['an impossible instant', { ...changed, at: new Date(Number.NaN) }],
  ])('refuses %s and writes nothing', async (_name, draft) => {
    const requestId = newId('req');
    const failing = database.transaction(async (tx) => {
      await request(tx, requestId);
      await log.appendAll(tx, requestId, [received, draft as EvidenceDraft]);
    });
    await expect(failing).rejects.toMatchObject({
      message: expect.not.stringContaining('Ada') as unknown,
    });
    expect(await rowsOf(requestId)).toEqual([]);
  });

  it('needs an opened chain, opened once', async () => {
    const requestId = newId('req');
    await database.transaction((tx) => vault.createRequestKey(tx, requestId));
    await expect(appendOne(requestId, received)).rejects.toThrow('No evidence chain was opened');
    const opened = await requestWith(received);
    const again = database.transaction((tx) => log.openChain(tx, opened));
    await expect(again).rejects.toThrow('23505');
    await expect(log.opened(newId('req'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keeps the commitments, and opens nothing, once the request key is destroyed', async () => {
    const requestId = await requestWith(received, changed);
    const before = await rowsOf(requestId);
    await database.transaction((tx) => vault.destroyRequestKey(tx, requestId));
    await expect(log.opened(requestId)).rejects.toMatchObject({ code: 'key_destroyed' });
    await expect(appendOne(requestId, changed)).rejects.toMatchObject({ code: 'key_destroyed' });
    expect(await rowsOf(requestId)).toEqual(before);
  });
});

describe('the table of evidence', () => {
  it.each([
    'UPDATE evidence_entries SET n = 2 WHERE request_id = $1',
    'DELETE FROM evidence_entries WHERE request_id = $1',
  ])('refuses to %s', async (statement) => {
    const requestId = await requestWith(received);
    await expect(database.query(statement, [requestId])).rejects.toThrow('P0001');
    expect(await rowsOf(requestId)).toHaveLength(1);
  });

  it('refuses to be truncated', async () => {
    await expect(database.query('TRUNCATE evidence_entries')).rejects.toThrow('P0001');
  });

  /** As somebody who owns the database can: past the trigger. */
  async function tamper(statement: string, requestId: string): Promise<void> {
    await database.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(statement, [requestId]);
    });
  }

  const swap = (column: string) =>
    `UPDATE evidence_entries entry SET ${column} = other.${column} FROM evidence_entries other
     WHERE entry.request_id = $1 AND other.request_id = $1 AND entry.n IN (2, 3)
       AND other.n = 5 - entry.n`;

  it.each<[string, string, string[]]>([
    [
      'an edited payload',
      `UPDATE evidence_entries SET payload = set_byte(payload, 20, get_byte(payload, 20) # 1)
       WHERE request_id = $1 AND n = 2`,
      ['chain.unreadable 2'],
    ],
    [
      'an emptied salt',
      `UPDATE evidence_entries SET salt = '' WHERE request_id = $1 AND n = 3`,
      ['chain.unreadable 3'],
    ],
    ['swapped payloads', swap('payload'), ['chain.unreadable 2', 'chain.unreadable 3']],
    [
      'swapped commitments',
      swap('commitment'),
      ['chain.commitment 2', 'chain.commitment 3', 'chain.previous 3', 'chain.previous 4'],
    ],
    ['swapped tags', swap('tag'), ['chain.tag 2', 'chain.tag 3']],
    [
      'a dropped entry',
      'DELETE FROM evidence_entries WHERE request_id = $1 AND n = 2',
      ['chain.closing 4', 'chain.number 3', 'chain.number 4', 'chain.previous 3'],
    ],
    [
      'a dropped last entry',
      'DELETE FROM evidence_entries WHERE request_id = $1 AND n = 4',
      ['chain.head 3'],
    ],
    [
      'dropped entries altogether',
      'DELETE FROM evidence_entries WHERE request_id = $1',
      ['chain.empty -'],
    ],
    [
      'another tag key',
      `UPDATE evidence_chains SET tag_key = decode(repeat('00', 60), 'hex') WHERE request_id = $1`,
      ['chain.tag 1', 'chain.tag 2', 'chain.tag 3', 'chain.tag 4', 'chain.tag_key 1'],
    ],
  ])('shows %s', async (_name, statement, expected) => {
    const requestId = await requestWith(received, changed, changed, closed(4));
    expect(await verdictOf(requestId)).toMatchObject({ state: 'complete' });
    await tamper(statement, requestId);
    const { state, findings } = await verdictOf(requestId);
    expect(findings.map(({ check, n }) => `${check} ${n ?? '-'}`).sort()).toEqual(expected);
    expect(state).toBe('broken');
  });
});

describe('receipts in the evidence', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'OKP', crv: 'Ed25519', x };
  let connector = '';
  let kid = '';

  beforeAll(async () => {
    kid = await calculateJwkThumbprint(jwk);
    connector = newId('con');
    await database.query(
      `INSERT INTO connectors (id, slug, name, base_url, status, owner_id, manifest,
         manifest_digest, public_key)
       VALUES ($1, 'accounts', 'Accounts', 'http://127.0.0.1', 'active', $2, '{}', '', $3)`,
      [connector, owner, JSON.stringify(jwk)],
    );
  });

  async function exerciseOf(requestId: string): Promise<string> {
    const id = newId('exe');
    await database.query(
      `INSERT INTO exercises (id, request_id, "right", parameters, status, reason)
       VALUES ($1, $2, 'erasure', '{}', 'acting', 'approved')`,
      [id, requestId],
    );
    return id;
  }

  /** A dispatched task, and what its connector answers. */
  async function dispatch(requestId: string, exercise: string) {
    const [task, nonce] = [newId('tsk'), randomBytes(32).toString('base64url')];
    await database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO tasks (id, request_id, exercise_id, connector_id, action, key, nonce, status,
           safe_start)
         VALUES ($1, $2, $3, $4, 'erase', $1, $5, 'running', now())`,
        [task, requestId, exercise, connector, nonce],
      );
      const data = {
        task,
        connector: 'accounts',
        nonce: nonceDigest(nonce),
        key: kid,
        attempt: 1,
      };
      await log.append(tx, { requestId, ...by({ type: 'task.dispatched', data }) });
    });
    const claims = {
      iss: 'accounts',
      aud: AUDIENCE,
      task,
      nonce,
      outcome: 'completed',
      counts: {},
    };
    const jws = await new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'habeas-receipt+jwt', kid })
      .sign(privateKey);
    return { task, jws };
  }

  async function complete(requestId: string, { task, jws }: { task: string; jws: string }) {
    await database.transaction(async (tx) => {
      const receipt = receiptDigest(jws);
      const data = { task, outcome: 'completed', counts: {}, receipt };
      await log.append(tx, { requestId, ...by({ type: 'task.completed', data }) });
      await tx.query(
        'INSERT INTO receipts (task_id, connector_id, sha256, jws) VALUES ($1, $2, $3, $4)',
        [task, connector, receipt, jws],
      );
    });
  }

  it('come with the chain and the keys of their connectors, and verify', async () => {
    const requestId = await requestWith(received);
    const exercise = await exerciseOf(requestId);
    const answers = [await dispatch(requestId, exercise), await dispatch(requestId, exercise)];
    for (const answer of answers) await complete(requestId, answer);
    const opened = await log.opened(requestId);
    expect(opened.connectorKeys).toEqual([{ slug: 'accounts', jwk }]);
    expect(opened.receipts.map(({ jws }) => jws).sort()).toEqual(
      answers.map(({ jws }) => jws).sort(),
    );
    expect(verifyChain(opened).findings).toEqual([]);
    expect(await verifyReceipts(opened)).toEqual({ receipts: 2, findings: [] });
  });

  it('are seen together with their entries, also while both are being written', async () => {
    const requestId = await requestWith(received);
    const exercise = await exerciseOf(requestId);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => dispatch(requestId, exercise)),
    );
    let isWriting = true;
    const written = Promise.all(answers.map((answer) => complete(requestId, answer)));
    const ended = written.finally(() => (isWriting = false));
    do {
      const opened = await log.opened(requestId);
      expect(verifyChain(opened).findings).toEqual([]);
      expect((await verifyReceipts(opened)).findings).toEqual([]);
    } while (isWriting);
    await ended;
    expect((await log.opened(requestId)).receipts).toHaveLength(answers.length);
  });

  it('show one that was deleted', async () => {
    const requestId = await requestWith(received);
    const answer = await dispatch(requestId, await exerciseOf(requestId));
    await complete(requestId, answer);
    await database.query('DELETE FROM receipts WHERE task_id = $1', [answer.task]);
    const { findings } = await verifyReceipts(await log.opened(requestId));
    expect(findings).toEqual([expect.objectContaining({ check: 'receipt.missing', n: 3 })]);
  });
});

describe('the words of evidence', () => {
  const id = newId('idn');
  const task = { task: newId('tsk'), exercise: EXERCISE, connector: 'accounts' };

  it.each<[string, readonly string[], (word: string) => { type: string; data: object }]>([
    [
      'right',
      RIGHTS,
      (right) => ({ type: 'exercise.opened', data: { exercise: EXERCISE, right } }),
    ],
    ['law', LAWS, (law) => ({ type: 'law.determined', data: { laws: [law] } })],
    ['action', ACTIONS, (action) => ({ type: 'task.created', data: { ...task, action } })],
    [
      'outcome',
      TASK_OUTCOMES,
      (outcome) => ({ type: 'task.completed', data: { task: task.task, outcome, counts: {} } }),
    ],
    ['status', STATUSES, (to) => ({ ...changed, data: { ...changed.data, to } })],
    ['reason', REASONS, (reason) => ({ ...changed, data: { ...changed.data, reason } })],
    [
      'level',
      LEVELS,
      (level) => ({
        type: 'identifier.verified',
        data: { identifier: id, type: 'email', level, method: 'email_link' },
      }),
    ],
    [
      'identifier type',
      IDENTIFIER_TYPES,
      (type) => ({
        type: 'identifier.verified',
        data: { identifier: id, type, level: 'high', method: 'email_link' },
      }),
    ],
  ])('know every %s of the domain', (_name, words, factOf) => {
    expect(words.length).toBeGreaterThan(0);
    for (const word of words) {
      const { type, data } = factOf(word);
      expect(() => assertFact({ type, data })).not.toThrow();
    }
  });
});
