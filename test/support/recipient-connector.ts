import {
  createConnector,
  generateKeys,
  memoryJournal,
  type Order,
  type PublicJwk,
} from '@habeas/connector-sdk';

/** A recipient with a system of its own, under the id that the register gives it. */
export async function startRecipientConnector(
  slug: string,
  { habeasKey, onNotice }: { habeasKey: PublicJwk; onNotice: (order: Order) => void },
) {
  const connector = createConnector({
    manifest: {
      slug,
      name: `The recipient ${slug}`,
      version: '1.0.0',
      actions: { locate: { mode: 'sync' }, notify: { mode: 'sync' } },
      accepts: ['email'],
      returns: [],
      categories: [{ id: 'ID', datasets: ['profiles'] }],
      residency: ['DE'],
      limits: { concurrency: 2, pageSize: 100, timeoutSeconds: 5, worstCaseHours: 1 },
    },
    keys: generateKeys(),
    habeasKeys: [habeasKey],
    journal: memoryJournal(),
    handlers: {
      locate: () => Promise.resolve({ matches: [] }),
      notify: (order) => {
        onNotice(order);
        return Promise.resolve({ outcome: 'completed', counts: {} });
      },
    },
    log: () => undefined,
  });
  return connector.listen({ port: 0 });
}
