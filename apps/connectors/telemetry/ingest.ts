import { copyAll, type Cell } from '../bulk.js';
import { isUseEnded } from '../restrictions.js';
import type { Session, Store } from '../store.js';
import type { Blocklist, DeviceNames } from './blocklist.js';
import { lockSerial } from './device-lock.js';
import { DEVICES } from './devices.js';
import { ensureMonths, monthOf } from './partitions.js';
import { EVENT_COLUMNS, POINT_COLUMNS } from './reading-columns.js';

export interface Point {
  recordedAt: string;
  latitude: number;
  longitude: number;
  accuracyM: number;
  source: 'gps' | 'wifi' | 'cell';
}

export interface UsageEvent {
  recordedAt: string;
  action: string;
  screen: string;
  durationMs: number;
  referrer?: string;
  search?: string;
}

/** What a device sends. `account` is the pseudonym (a UUID) of whoever is signed in on it. */
export interface Report {
  serial: string;
  imei?: string;
  mac?: string;
  model?: string;
  account?: string;
  points: Point[];
  events: UsageEvent[];
}

/** How many readings were stored, and how many dropped since their collection is stopped. */
export interface Ingested {
  stored: number;
  dropped: number;
}

/**
 * Stores a report. Readings of a blocked or restricted device are dropped, nothing of them is kept:
 * data that keeps arriving does not bring an erased person back.
 */
export async function ingest(
  { store, blocklist }: { store: Store; blocklist: Blocklist },
  report: Report,
): Promise<Ingested> {
  const readings = [...report.points, ...report.events];
  await ensureMonths(
    store,
    readings.map(({ recordedAt }) => monthOf(recordedAt)),
  );
  return store.transaction(async (session) => {
    await lockSerial(session, report.serial);
    const blocked = await blocklist.blocked(session, namesOf(report));
    if (blocked.has('PDA') || (await isRestricted(session, report.serial))) {
      return { stored: 0, dropped: readings.length };
    }
    const device = await saveDevice(session, report);
    const ended = (category: string) => hasEnded(session, device, { category, blocked });
    const points = (await ended('LOC')) ? [] : report.points;
    const events = (await ended('PU')) ? [] : report.events;
    await copyAll(
      session,
      POINT_COLUMNS,
      points.map((point) => pointRow(device, point)),
    );
    await copyAll(
      session,
      EVENT_COLUMNS,
      events.map((event) => eventRow(device, event)),
    );
    const stored = points.length + events.length;
    return { stored, dropped: readings.length - stored };
  });
}

/** Collected no more: nobody may, or no activity is left that would use it. */
async function hasEnded(
  session: Session,
  subject: string,
  { category, blocked }: { category: string; blocked: Set<string> },
): Promise<boolean> {
  return blocked.has(category) || isUseEnded(session, DEVICES, { subject, category });
}

function namesOf({ serial, imei, mac }: Report): DeviceNames {
  return { serial, imei: imei ?? null, mac: mac ?? null };
}

async function isRestricted(session: Session, serial: string): Promise<boolean> {
  const sql = 'select from devices where serial = $1 and restricted_at is not null';
  return (await session.query(sql, [serial])).length > 0;
}

async function saveDevice(session: Session, report: Report): Promise<string> {
  const { account } = report;
  const { serial, imei, mac } = namesOf(report);
  const [row] = await session.query<{ id: string }>(
    `insert into devices (serial, imei, mac, model, first_seen_at, last_seen_at)
     values ($1, $2, $3, $4, now(), now())
     on conflict (serial) do update set last_seen_at = excluded.last_seen_at,
       imei = coalesce(excluded.imei, devices.imei), mac = coalesce(excluded.mac, devices.mac)
     returning id`,
    [serial, imei, mac, report.model ?? null],
  );
  if (!row) throw new Error('the device was not stored');
  if (account !== undefined) {
    await session.query(
      `insert into device_accounts (device_id, account_ref, signed_in_at) values ($1, $2, now())
       on conflict do nothing`,
      [row.id, account],
    );
  }
  return row.id;
}

function pointRow(device: string, point: Point): Cell[] {
  const { recordedAt, latitude, longitude, accuracyM, source } = point;
  return [device, recordedAt, latitude, longitude, accuracyM, source];
}

function eventRow(device: string, event: UsageEvent): Cell[] {
  const { recordedAt, action, screen, durationMs, referrer, search } = event;
  return [device, recordedAt, action, screen, durationMs, referrer, search];
}
