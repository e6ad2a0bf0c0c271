import { loadSecret } from '../secret.js';
import { startSystem, type RunningSystem, type SystemOptions } from '../system.js';
import { DoNotMail } from './do-not-mail.js';
import { marketingHandlers } from './handlers.js';
import { importContact, type ImportedContact } from './import-contact.js';
import { MARKETING_MANIFEST } from './manifest.js';

export interface RunningMarketing extends RunningSystem {
  /** Adds a contact from a list, as marketing's own people do. */
  importContact(contact: ImportedContact): Promise<{ mailable: boolean }>;
}

/** The list's secret lies beside the connector's key: `<keyFile>.donotmail`. */
export async function startMarketing(options: SystemOptions): Promise<RunningMarketing> {
  const doNotMail = new DoNotMail(await loadSecret(`${options.keyFile}.donotmail`));
  const system = { manifest: MARKETING_MANIFEST, handlers: marketingHandlers(doNotMail) };
  const running = await startSystem(options, () => system);
  const { store } = running;
  return {
    ...running,
    importContact: (contact) =>
      store.transaction((session) => importContact({ session, doNotMail }, contact)),
  };
}
