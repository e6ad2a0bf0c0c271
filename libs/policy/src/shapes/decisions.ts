import {
  BASES,
  CELL_CONDITIONS,
  CELL_DECISIONS,
  WITHHELD_PARTS,
  type DecisionRule,
  type RuledDecision,
} from '@habeas/domain';
import { fault, listOf, object, oneOf, text, type Shape } from '../shape.js';
import { CITED } from './head.js';

/** What follows from what is there, and is decided by no rule. */
const FOUND = ['gap', 'nothing_held', 'not_searched'];
const isRuled = (decision: string): decision is RuledDecision => !FOUND.includes(decision);

const anyDecision = object(
  {
    ...CITED,
    basis: oneOf([...BASES, 'any']),
    decision: oneOf(CELL_DECISIONS.filter(isRuled)),
  },
  {
    when: oneOf(CELL_CONDITIONS),
    withholds: listOf(oneOf(WITHHELD_PARTS)),
    balance: object({
      upheld: object({ ...CITED, decision: oneOf(['erase']) }),
      refused: object({ ...CITED, decision: oneOf(['keep']) }),
    }),
    note: text,
  },
);

/** One rule of `rights.*.decisions`; what it adds must fit what it decides. */
export const decision: Shape<DecisionRule> = (at) => {
  const rule = anyDecision(at);
  if (rule?.balance && rule.decision !== 'restrict') {
    return fault(at, 'Only "restrict" waits for a balance; remove it or correct the decision.');
  }
  if (rule?.withholds && rule.decision !== 'export') {
    return fault(at, 'Only "export" withholds parts; remove it or correct the decision.');
  }
  return rule;
};
