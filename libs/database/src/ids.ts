import { v7 } from 'uuid';

/** What an id stands for, readable in logs and addresses. */
export const ID_PREFIXES = [
  'req', // request
  'exe', // exercise
  'tsk', // task
  'con', // connector
  'dis', // disclosure
  'blb', // blob
  'prn', // principal
  'key', // API key
  'idn', // identifier
  'apr', // approval
  'hld', // hold
  'clr', // clarification
  'evt', // dated event of a clock
  'msr', // measure
  'msg', // message
  'rej', // rejection on record
  'aut', // authority to act for the person
  'cmp', // complaint
  'rcn', // notice to a recipient
  'alm', // alarm
  'jdg', // judgement
] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

/**
 * `<prefix>_<uuid v7 without dashes>`: grows with time, so that index pages fill in order, and never
 * all digits, which the queues refuse.
 */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${v7().replaceAll('-', '')}`;
}
