import { createConnector, loadKeys, memoryJournal, type PublicJwk } from '@habeas/connector-sdk';
import type { EvidencePayload } from '@habeas/evidence-format';
import { ACCOUNTS_MANIFEST } from '../../apps/connectors/accounts/manifest.js';
import type { Outage } from './systems.js';
import { until } from './until.js';
import type { Filed, World } from './world.js';

const DAY_MS = 86_400_000;

/** An instant so many days before now. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

/** Files what was received so many days ago, unverified; answers its id. */
export async function fileLate(world: World, filed: Filed, days: number): Promise<string> {
  const { right, residence, identifiers, locale = 'en' } = filed;
  const { id } = await world.post('portal', '/v1/requests', {
    receivedAt: daysAgo(days),
    channel: 'web_form',
    locale,
    subject: { residence, identifiers },
    rights: [{ right }],
  });
  await world.reaches(id, 'awaiting_identity');
  return id;
}

/** Makes the next failure of a task its last one, as if all others had been made. */
export async function spendAttempts(world: World, id: string, key: string): Promise<void> {
  await until(
    () =>
      world.database.query(
        `UPDATE tasks SET attempts = attempts_before + 19, run_at = now()
         WHERE request_id = $1 AND key = $2 AND status = 'ready' RETURNING id`,
        [id, key],
      ),
    (rows) => rows.length > 0,
    { within: 60_000 },
  );
}

/** What the evidence says, entry by entry. */
export async function payloadsOf(world: World, id: string): Promise<EvidencePayload[]> {
  const { entries } = await world.evidence(id);
  return entries.map(({ payload }) => JSON.parse(payload) as EvidencePayload);
}

/** In the place of accounts while it is down: one that wants a person for every order. */
export async function startHelpless(world: World, { port, keyFile }: Outage) {
  const habeasKey = await world.get<PublicJwk>('operator', '/v1/keys/connector-calls');
  const connector = createConnector({
    manifest: { ...ACCOUNTS_MANIFEST, actions: { restrict: { mode: 'sync' } } },
    keys: await loadKeys(keyFile),
    habeasKeys: [habeasKey],
    journal: memoryJournal(),
    handlers: {
      restrict: () =>
        Promise.resolve({ outcome: 'needs_human', counts: {}, reason: 'ask_a_person' }),
    },
    log: () => undefined,
  });
  return connector.listen({ port });
}
