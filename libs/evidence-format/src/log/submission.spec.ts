import { formatCheckpoint } from './checkpoint.js';
import { EMPTY_ROOT, leafHash, MerkleTree } from './merkle-tree.js';
import { signNote } from './signed-note.js';
import {
  formatSubmission,
  judgeSubmission,
  parseSubmission,
  type WitnessedLog,
} from './submission.js';
import { KEY_TYPE, signerKey, verifierKey } from './verifier-key.js';
import { createPrivateKey, createPublicKey } from 'node:crypto';

const ORIGIN = 'example.org/log';
const seed = Buffer.alloc(32, 5);
const signer = signerKey(ORIGIN, KEY_TYPE.note, seed);
const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
const key = verifierKey(ORIGIN, KEY_TYPE.note, Buffer.from(x, 'base64url'));

const tree = new MerkleTree();
for (let n = 0; n < 9; n += 1) tree.append(leafHash(Buffer.of(n)));

const note = (size: number, root = tree.root(size)) =>
  signNote(formatCheckpoint({ origin: ORIGIN, size, root }), signer);
const submission = (oldSize: number, size: number) =>
  formatSubmission({
    oldSize,
    proof: tree.consistencyProof(oldSize, size),
    checkpoint: note(size),
  });
const at = (size: number): WitnessedLog => ({ keys: [key], size, root: tree.root(size) });
const answer = (text: string, log: WitnessedLog | undefined) =>
  judgeSubmission(text, (origin) => (origin === ORIGIN ? log : undefined));

describe('what a witness answers', () => {
  it('200, with the checkpoint, as the log grows and as it stands still', () => {
    expect(answer(submission(4, 9), at(4))).toMatchObject({ status: 200, checkpoint: { size: 9 } });
    expect(answer(submission(9, 9), at(9))).toMatchObject({ status: 200, checkpoint: { size: 9 } });
  });

  it('200 at first sight, of an empty log too', () => {
    const empty = { keys: [key], size: 0, root: EMPTY_ROOT };
    const first = (size: number, root?: Buffer) =>
      formatSubmission({ oldSize: 0, proof: [], checkpoint: note(size, root) });
    expect(answer(first(9), empty).status).toBe(200);
    expect(answer(first(0), empty).status).toBe(200);
    expect(answer(first(0, Buffer.alloc(32)), empty)).toMatchObject({ status: 409 });
    const proved = formatSubmission({ oldSize: 0, proof: [EMPTY_ROOT], checkpoint: note(9) });
    expect(answer(proved, empty).status).toBe(422);
  });

  it('400 where the old size is beyond the new', () => {
    const text = formatSubmission({ oldSize: 9, proof: [], checkpoint: note(4) });
    expect(answer(text, at(9)).status).toBe(400);
  });

  it('403 without a signature of the log, 404 for a log that it does not know', () => {
    expect(answer(submission(4, 9), { ...at(4), keys: [] }).status).toBe(403);
    expect(answer(submission(4, 9), undefined).status).toBe(404);
  });

  it('409 and its own size where the log is at another: rolled back, or behind', () => {
    expect(answer(submission(4, 9), at(5))).toEqual({ status: 409, body: '5\n' });
    expect(answer(submission(1, 4), at(9))).toEqual({ status: 409, body: '9\n' });
  });

  it('409 where the same size has another root: forked', () => {
    const text = formatSubmission({
      oldSize: 9,
      proof: [],
      checkpoint: note(9, Buffer.alloc(32, 1)),
    });
    expect(answer(text, at(9))).toEqual({ status: 409, body: '9\n' });
  });

  it('422 where one does not follow from the other', () => {
    const text = formatSubmission({ oldSize: 4, proof: [], checkpoint: note(9) });
    expect(answer(text, at(4)).status).toBe(422);
  });
});

it('is read as it is written', () => {
  const text = submission(4, 9);
  expect(formatSubmission(parseSubmission(text))).toBe(text);
});
