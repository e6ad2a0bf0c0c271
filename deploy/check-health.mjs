// Exit code 0 when a program does its work, 1 when it does not: for the health checks of containers.
//
//   check-health.mjs url http://127.0.0.1:8420/health/ready    answers with a 2xx
//   check-health.mjs round /var/lib/habeas/data/alive          this host's worker finished a round
import { stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const ANSWER_LIMIT_MS = 3_000;
/** A worker goes a round every second; one that has not for so long cannot reach its database. */
const ROUND_LIMIT_MS = 30_000;

const CHECKS = {
  url: async (address) =>
    (await fetch(address, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })).ok,
  round: async (folder) =>
    Date.now() - (await stat(join(folder, hostname()))).mtimeMs < ROUND_LIMIT_MS,
};

const [kind = '', where = ''] = process.argv.slice(2);
try {
  process.exitCode = (await CHECKS[kind](where)) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
