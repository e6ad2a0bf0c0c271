import { createHmac } from 'node:crypto';
import type { Identifier } from '@habeas/connector-sdk';
import type { SubjectIds } from '../datasets.js';
import type { Session } from '../store.js';

/** Names under which a contact may come in again. */
interface ContactNames {
  email: string | null;
  customer_id: string | null;
}

/** Where a list lies, and since when a contact is on it. */
const LISTS = {
  mail: { table: 'do_not_mail', since: 'objected_at' },
  track: { table: 'do_not_track', since: 'untracked_at' },
} as const;

/** Both lists of one system, under one secret. */
export interface ContactLists {
  doNotMail: ContactList;
  doNotTrack: ContactList;
}

export function contactLists(secret: Buffer): ContactLists {
  return {
    doNotMail: new ContactList(secret, LISTS.mail),
    doNotTrack: new ContactList(secret, LISTS.track),
  };
}

/**
 * People who objected to marketing, or took back their consent to be tracked. Some are nobody's
 * contact yet, or will be imported again, so the system must know them without keeping who they are:
 * it keeps keyed digests, and the key lies outside the database.
 */
export class ContactList {
  constructor(
    private readonly secret: Buffer,
    private readonly where: (typeof LISTS)[keyof typeof LISTS] = LISTS.mail,
  ) {}

  /**
   * Lists these contacts, every other address of the same customers, and whoever is imported under
   * one of the identifiers. Returns how many names are on the list for it.
   */
  async add(
    session: Session,
    { identifiers, contacts }: { identifiers: Identifier[]; contacts: SubjectIds },
  ): Promise<number> {
    const { table, since } = this.where;
    const rows = await session.query<ContactNames>(
      `update contacts set ${since} = coalesce(${since}, now())
       where id = any($1::bigint[]) or customer_id in
         (select customer_id from contacts where id = any($1::bigint[]) and customer_id <> '')
       returning email, customer_id`,
      [contacts],
    );
    const given = identifiers.map(({ type, value }) => this.digest(type, value));
    const digests = [...new Set([...given, ...rows.flatMap((row) => this.digestsOf(row))])];
    await session.query(
      `insert into ${table} (digest) select unnest($1::text[]) on conflict do nothing`,
      [digests],
    );
    return digests.length;
  }

  async has(session: Session, names: ContactNames): Promise<boolean> {
    const sql = `select from ${this.where.table} where digest = any($1)`;
    const rows = await session.query(sql, [this.digestsOf(names)]);
    return rows.length > 0;
  }

  private digestsOf({ email, customer_id: customerId }: ContactNames): string[] {
    return [
      ...(email ? [this.digest('email', email)] : []),
      ...(customerId ? [this.digest('customer_id', customerId)] : []),
    ];
  }

  // The type separates the domains: a customer number is not a contact number.
  private digest(type: string, value: string): string {
    const normal = type === 'email' ? value.trim().toLowerCase() : value.trim();
    return createHmac('sha256', this.secret).update(`${type}\0${normal}`).digest('base64url');
  }
}
