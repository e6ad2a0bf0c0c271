import { loadSecret } from '../secret.js';
import { startSystem, type RunningSystem, type SystemOptions } from '../system.js';
import { contactLists } from './contact-list.js';
import { marketingHandlers } from './handlers.js';
import { importUnlessErased, type Imported, type ImportedContact } from './import-contact.js';
import { MARKETING_MANIFEST } from './manifest.js';
import { mailableOf, recipientsOf, type Recipient } from './recipients.js';
import { suppressionsAt } from './suppressions.js';

export interface RunningMarketing extends RunningSystem {
  /** Adds a contact from a list, as marketing's own people do. */
  importContact(contact: ImportedContact): Promise<Imported>;
  /** To whom a campaign may go now. */
  recipientsOf(campaignId: number): Promise<Recipient[]>;
}

/** The secret of both lists lies beside the connector's key: `<keyFile>.donotmail`. */
export async function startMarketing(options: SystemOptions): Promise<RunningMarketing> {
  const lists = contactLists(await loadSecret(`${options.keyFile}.donotmail`));
  const system = { manifest: MARKETING_MANIFEST, handlers: marketingHandlers(lists) };
  const running = await startSystem(options, () => system);
  const { store, log } = running;
  const { habeas } = options;
  const ask = habeas && suppressionsAt(habeas);
  if (!ask)
    log({ event: 'suppressions_not_asked', because: 'HABEAS_URL or HABEAS_KEY is not set' });
  return {
    ...running,
    importContact: (contact) => importUnlessErased({ store, lists, ...(ask && { ask }) }, contact),
    recipientsOf: async (campaignId) => {
      const recipients = await recipientsOf(store, campaignId);
      return ask ? mailableOf(recipients, ask) : recipients;
    },
  };
}
