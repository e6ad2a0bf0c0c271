/**
 * Job contracts. A job is a doorbell: it carries ids and nothing else, may be lost, doubled, late
 * or reordered, and its handler re-reads the truth from PostgreSQL.
 *
 * request.advance   reads the request, its exercises and tasks; writes what nextSteps says.
 * disclosure.build  reads the exports of one exercise; writes one package.
 * task.dispatch     claims one task; calls its connector; records the outcome.
 *
 * All are safe to repeat: advance finds nothing new, build finds a ready package, dispatch fails
 * to claim.
 */
export interface AdvanceJob {
  requestId: string;
}

export interface DiscloseJob {
  exerciseId: string;
}

export interface DispatchJob {
  taskId: string;
}

export const TOPICS = ['request.advance', 'disclosure.build'] as const;
export type Topic = (typeof TOPICS)[number];

export const REQUESTS_QUEUE = 'requests';
export const DISCLOSURES_QUEUE = 'disclosures';

/** One queue per connector, so that a slow or dead system delays nobody else. */
export function connectorQueue(slug: string): string {
  return `connector.${slug}`;
}
