import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ConformanceReport } from '@habeas/connector-sdk';
import { optionsFrom, reportText } from '../../apps/cli/src/commands/connector-check.js';
import { CliFailure, EXIT } from '../../apps/cli/src/exit.js';
import { habeasKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { startFaulty, type Fault } from './faulty-connector.js';
import { GOES, STAYS } from './reference-connector.js';

const folder = mkdtempSync(join(tmpdir(), 'habeas-check-'));
const jwk = join(folder, 'key.jwk.json');
const pem = join(folder, 'key.pem');
const empty = join(folder, 'empty');
const { privateKey } = habeasKeys;
writeFileSync(jwk, JSON.stringify(privateKey.export({ format: 'jwk' })));
writeFileSync(pem, privateKey.export({ format: 'pem', type: 'pkcs8' }));
writeFileSync(empty, '');
afterAll(() => rmSync(folder, { recursive: true }));

const flags = { key: jwk, subject: 'email=a@x.example', disposable: ['email=b@x.example'] };
const https = 'https://accounts.example.org/habeas/';

async function habeas(...args: string[]) {
  const run = ['--import', resolve('test/support/typescript.js'), resolve('apps/cli/src/main.ts')];
  const child = spawn(process.execPath, [...run, 'connector', 'check', ...args]);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output, errors };
}

async function checked(fault: Fault) {
  const connector = await startFaulty(fault);
  const people = ['--subject', `email=${STAYS.value}`, '--disposable', `email=${GOES.value}`];
  try {
    return await habeas(connector.url, '--key', pem, ...people, '--allow-http', '--json');
  } finally {
    await connector.close();
  }
}

describe('habeas connector check', () => {
  it('prints one document and ends with 0 when the connector passes', async () => {
    const { code, output, errors } = await checked({});
    expect({ code, errors }).toEqual({ code: EXIT.done, errors: '' });
    const report = JSON.parse(output) as ConformanceReport;
    expect(Object.keys(report)).toEqual(['grade', 'clauses']);
    expect(report.grade).toBe('pass');
    const names = new Set(report.clauses.map((clause) => Object.keys(clause).join()));
    expect([...names]).toEqual(['id,title,status,detail']);
  });

  it('ends with 1 when it fails, and says what was seen', async () => {
    const unsigned = (headers: Record<string, string>) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('signature')));
    const { code, output } = await checked({ signs: ({ headers }) => unsigned(headers) });
    expect(code).toBe(EXIT.no);
    const { clauses } = JSON.parse(output) as ConformanceReport;
    const failed = clauses.filter(({ status }) => status === 'fail');
    expect(failed).toMatchObject([{ id: 'C-HTTP-6', detail: 'no signature was sent' }]);
  });

  it('ends with 3 where nobody answers', async () => {
    const people = ['--subject', 'email=a@x.example', '--disposable', 'email=b@x.example'];
    const answer = await habeas('http://127.0.0.1:9', '--key', jwk, ...people, '--allow-http');
    expect(answer.code).toBe(EXIT.unreachable);
    expect(answer.errors).toContain('Nothing answers at http://127.0.0.1:9: ECONNREFUSED');
  });

  it('ends with 2 when something is left out', async () => {
    const { code, errors } = await habeas(https, '--key', jwk, '--subject', 'email=a@x.example');
    expect(code).toBe(EXIT.usage);
    expect(errors).toContain('--disposable');
  });
});

describe('optionsFrom', () => {
  it.each([jwk, pem])('reads the key %s', (key) => {
    const options = optionsFrom(https, { ...flags, key, callback: '[::1]:8500' });
    expect(options.key.jwk).toEqual(habeasKeys.jwk);
    expect(options.url).toBe('https://accounts.example.org/habeas');
    expect(options.callback).toEqual({ host: '::1', port: 8500 });
  });

  it.each<[string, string, object, RegExp]>([
    ['an http address', 'http://x.example', {}, /--allow-http/],
    ['another scheme', 'ftp://x.example', {}, /https:\/\//],
    ['credentials', 'https://a:b@x.example', {}, /credentials/],
    ['a subject without a type', https, { subject: 'a@x.example' }, /TYPE=VALUE/],
    ['a disposable without a value', https, { disposable: ['email='] }, /TYPE=VALUE/],
    ['a callback without a port', https, { callback: '127.0.0.1' }, /HOST:PORT/],
    ['a callback beyond the ports', https, { callback: '127.0.0.1:70000' }, /HOST:PORT/],
    ['no key file', https, { key: join(folder, 'none') }, /openssl genpkey/],
    ['a file without a key', https, { key: empty }, /no private Ed25519 key/],
  ])('refuses %s', (_what, url, more, message) => {
    expect(() => optionsFrom(url, { ...flags, ...more })).toThrow(CliFailure);
    expect(() => optionsFrom(url, { ...flags, ...more })).toThrow(message);
  });
});

it('shows what was seen inert', () => {
  const title = 'The slug';
  const clauses = [
    { id: 'C-MAN-1' as const, title, status: 'fail' as const, detail: '\u001b[31mx' },
  ];
  const text = reportText({ grade: 'fail', clauses });
  expect(text).toContain('FAIL  C-MAN-1');
  expect(text).not.toContain('\u001b');
});
