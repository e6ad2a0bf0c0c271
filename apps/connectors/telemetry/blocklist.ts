import { createHmac } from 'node:crypto';
import type { Identifier } from '@habeas/connector-sdk';
import type { SubjectIds } from '../datasets.js';
import type { Session } from '../store.js';

/** A device as it names itself; absent names are null. */
export interface DeviceNames {
  serial: string | null;
  imei: string | null;
  mac: string | null;
}

const NAMELESS: DeviceNames = { serial: null, imei: null, mac: null };

/**
 * Devices whose collection has been stopped. They go on reporting, so the system must know them
 * again without keeping who they are: it keeps keyed digests, and the key lies outside the database.
 */
export class Blocklist {
  constructor(private readonly secret: Buffer) {}

  /** The categories that may not be collected from this device. */
  async blocked(session: Session, names: DeviceNames): Promise<Set<string>> {
    const rows = await session.query<{ category: string }>(
      'select distinct category from blocked_devices where digest = any($1)',
      [this.digests(names)],
    );
    return new Set(rows.map(({ category }) => category));
  }

  /** Stops collection of the categories from these devices. To be called before they are erased. */
  async block(session: Session, devices: SubjectIds, categories: Set<string>): Promise<void> {
    const rows = await session.query<DeviceNames>(
      'select serial, imei, mac from devices where id = any($1::bigint[])',
      [devices],
    );
    await this.add(session, { digests: rows.flatMap((names) => this.digests(names)), categories });
  }

  /** The same by what devices are called, known or not yet; returns how many names are listed. */
  async blockNamed(
    session: Session,
    identifiers: Identifier[],
    categories: Set<string>,
  ): Promise<number> {
    const digests = identifiers.flatMap(({ type, value }) =>
      this.digests({ ...NAMELESS, [type === 'device_serial' ? 'serial' : type]: value }),
    );
    await this.add(session, { digests, categories });
    return digests.length;
  }

  private async add(
    session: Session,
    { digests, categories }: { digests: string[]; categories: Set<string> },
  ): Promise<void> {
    await session.query(
      `insert into blocked_devices (digest, category)
       select digest, category from unnest($1::text[]) as digest, unnest($2::text[]) as category
       on conflict do nothing`,
      [digests, [...categories]],
    );
  }

  private digests({ serial, imei, mac }: DeviceNames): string[] {
    return Object.entries({ serial, imei, mac }).flatMap(([kind, value]) => {
      if (!value) return [];
      // The kind separates the domains: a serial of 15 digits is not an IMEI.
      return [createHmac('sha256', this.secret).update(`${kind}\0${value}`).digest('base64url')];
    });
  }
}
