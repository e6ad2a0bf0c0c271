import { checkConnector, type ConformanceReport } from '@habeas/connector-sdk';
import { habeasKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { BAD_ANSWERS } from './bad-answers.js';
import { BAD_ORDERS } from './bad-orders.js';
import { BAD_SIGNATURES, type BadConnector } from './bad-signatures.js';
import { startFaulty, type Fault } from './faulty-connector.js';
import { GOES, STAYS } from './reference-connector.js';

const BAD: BadConnector[] = [...BAD_SIGNATURES, ...BAD_ORDERS, ...BAD_ANSWERS];
/** Most of a run is waiting. */
const AT_ONCE = 6;

const graded = new Map<BadConnector, Promise<ConformanceReport>>();
beforeAll(() => {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  for (const [index, bad] of BAD.entries()) {
    const report = Promise.resolve(lanes[index % AT_ONCE]).then(() => grade(bad.fault));
    graded.set(bad, report);
    // One that fails says so in its own test, and does not hold up the next.
    lanes[index % AT_ONCE] = report.catch(() => undefined);
  }
});

async function grade(fault: Fault): Promise<ConformanceReport> {
  const connector = await startFaulty(fault);
  try {
    return await checkConnector({
      url: connector.url,
      key: habeasKeys,
      subject: STAYS,
      disposables: [GOES],
      patienceSeconds: 5,
    });
  } finally {
    await connector.close();
  }
}

describe('the conformance suite', () => {
  it('passes a connector that errs nowhere', async () => {
    const { grade: mark, clauses } = await grade({});
    expect(clauses.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(mark).toBe('pass');
    const left = clauses.filter(({ status }) => status === 'skip').map(({ id }) => id);
    expect(left).toEqual(['C-ORD-2', 'C-ORD-6', 'C-ANS-7', 'C-REC-5', 'C-PRB-2']);
  });

  it.each(BAD)('$clause: a connector that $how fails that clause alone', async (bad) => {
    const report = await graded.get(bad);
    const failed = report?.clauses.filter(({ status }) => status === 'fail') ?? [];
    expect(failed.map(({ id, detail }) => `${id}: ${detail}`)).toEqual([
      expect.stringMatching(`^${bad.clause}: `),
    ]);
    expect(report?.grade).toBe('fail');
  });

  it.each([
    'null',
    '[]',
    '7',
    '{',
    '{"task":{},"status":"done","matches":5,"counts":null,"receipt":[]}',
    '{"slug":3,"publicKey":{"kty":"RSA"},"actions":[null],"categories":[null,{"datasets":7}]}',
    '{"status":"paging","datasets":[null],"continuation":{}}',
  ])('grades a connector that answers %s to everything, and does not stumble', async (body) => {
    const all: Fault = {
      changes: (reply, { path }) =>
        path === '/manifest' && reply.status === 200 && !body.includes('slug')
          ? reply
          : { ...reply, body: Buffer.from(body) },
    };
    expect((await grade(all)).grade).toBe('fail');
  });

  it('has a bad connector for every clause that can be seen from outside', async () => {
    const { clauses } = await grade({});
    const seen = clauses.filter(({ status }) => status === 'pass').map(({ id }) => id as string);
    const broken = BAD.map(({ clause }) => clause);
    expect(seen.filter((id) => !broken.includes(id))).toEqual([]);
  });
});
