/**
 * BullMQ workers tuned for recovery: after a kill -9 a job runs again in some ten seconds instead
 * of sixty. A job that stalls more often than once is not a failure: the claim decides about work.
 */
export const WORKER_TUNING = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 10,
} as const;
