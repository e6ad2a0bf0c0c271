import type { SubjectIds } from '../datasets.js';
import type { Session } from '../store.js';

const LOCK = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';

/**
 * Holds a device for the rest of the transaction, whether it has a row or not. Without it, a report
 * that checked the block list before an erasure could be stored after it.
 */
export async function lockSerial(session: Session, serial: string): Promise<void> {
  await session.query(LOCK, [serial]);
}

/** Holds several, always in one order: two erasures cannot lock each other out. */
export async function lockDevices(session: Session, devices: SubjectIds): Promise<void> {
  const rows = await session.query<{ serial: string }>(
    'select serial from devices where id = any($1::bigint[]) and serial is not null order by serial',
    [devices],
  );
  for (const { serial } of rows) await lockSerial(session, serial);
}
