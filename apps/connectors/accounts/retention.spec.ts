import type { Retain } from '@habeas/connector-sdk';
import { keptUntil, orderRules, RetainedTally, rulesInForce } from './retention.js';

const VAT: Retain = {
  rule: 'vat',
  statute: 's. 14b UStG',
  dataset: 'orders',
  fields: ['order_no', 'tax', 'product'],
  years: 8,
};

function rulesOf(...retain: Retain[]) {
  return orderRules([{ category: 'TR', retain }]);
}

it('keeps a record to the end of the calendar year, however early in it', () => {
  expect(keptUntil('2018-01-01', 8)).toBe('2026-12-31');
  expect(keptUntil('2018-12-31', 8)).toBe('2026-12-31');
  expect(keptUntil('2024-02-29', 5)).toBe('2029-12-31');
});

it('holds a rule in force through its last day', () => {
  const rules = rulesOf(VAT) ?? [];
  expect(rulesInForce(rules, '2018-06-01', '2026-12-31')).toHaveLength(1);
  expect(rulesInForce(rules, '2018-06-01', '2027-01-01')).toHaveLength(0);
});

it('tells the fields of an order from those of its items', () => {
  expect(rulesOf(VAT)).toMatchObject([
    { orderFields: ['order_no', 'tax'], itemFields: ['product'] },
  ]);
  const items = { ...VAT, dataset: 'order_items', fields: ['price'] };
  expect(rulesOf(items)).toMatchObject([{ orderFields: [], itemFields: ['price'] }]);
});

it('finds the rules in whatever category they stand', () => {
  const scope = ['ID', 'TR'].map((category) => ({ category, retain: [VAT] }));
  expect(orderRules(scope)).toHaveLength(2);
});

it('ignores rules for the data sets of other systems', () => {
  expect(rulesOf({ ...VAT, dataset: 'contacts' })).toEqual([]);
});

it('refuses to guess at rules for what it cannot keep', () => {
  expect(rulesOf({ ...VAT, dataset: 'support_messages' })).toBeUndefined();
  expect(rulesOf({ ...VAT, fields: ['order_no', 'iban'] })).toBeUndefined();
  expect(rulesOf({ ...VAT, dataset: 'order_items', fields: ['order_no'] })).toBeUndefined();
});

it('counts a record once though several rules keep it', () => {
  const [vat] = rulesOf(VAT) ?? [];
  const [tax] = rulesOf({ ...VAT, rule: 'tax', years: 10 }) ?? [];
  if (!vat || !tax) throw new Error('two rules are needed');
  const tally = new RetainedTally();
  for (const year of [2024, 2022]) {
    tally.note(vat, 'orders', { records: 1, until: `${year + 8}-12-31` });
    tally.note(tax, 'orders', { records: 1, until: `${year + 10}-12-31` });
    tally.count(1);
  }
  expect(tally.records).toBe(2);
  expect(tally.list()).toMatchObject([
    { rule: 'vat', records: 2, until: '2032-12-31' },
    { rule: 'tax', records: 2, until: '2034-12-31' },
  ]);
});
