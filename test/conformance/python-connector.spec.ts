import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkConnector } from '@habeas/connector-sdk';
import { habeasKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { missingForPython, startPythonConnector } from '../support/python-connector.js';

const lacking = missingForPython.length > 0 ? ` (skipped: no ${missingForPython.join(', ')})` : '';
const where = lacking ? describe.skip : describe;

where(`the connector in Python${lacking}`, () => {
  it('keeps every clause that it has occasion to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'habeas-python-'));
    const [stays, goes, goesToo] = [
      'ada@example.org',
      'bob@example.org',
      'eve@example.org',
    ] as const;
    const people = [stays, goes, goesToo];
    const connector = await startPythonConnector({ folder, habeasKey: habeasKeys.jwk, people });
    const email = (value: string) => ({ type: 'email', value });
    try {
      const { grade, clauses } = await checkConnector({
        url: connector.url,
        key: habeasKeys,
        subject: email(stays),
        disposables: [email(goes), email(goesToo)],
      });
      expect(clauses.filter(({ status }) => status === 'fail')).toEqual([]);
      expect(grade).toBe('pass');
      const seen = clauses.filter(({ status }) => status === 'pass').map(({ id }) => id);
      expect(seen).toEqual(expect.arrayContaining(['C-ANS-6', 'C-EXP-3', 'C-ORD-13', 'C-ORD-12']));
      expect(connector.errors()).toBe('');
    } finally {
      await connector.close();
      await rm(folder, { recursive: true });
    }
  });

  it('finds its own code right by the vectors, without a network', () => {
    const program = resolve('test/conformance/python-connector/check_vectors.py');
    const vectors = resolve('libs/connector-sdk/vectors');
    const { stdout, stderr } = spawnSync('python3', ['-B', program, vectors]);
    expect(stderr.toString()).toBe('');
    expect(Number(stdout.toString())).toBeGreaterThan(25);
  });
});
