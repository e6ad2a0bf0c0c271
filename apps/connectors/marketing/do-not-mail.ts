import { createHmac } from 'node:crypto';
import type { Identifier } from '@habeas/connector-sdk';
import type { SubjectIds } from '../datasets.js';
import type { Session } from '../store.js';

/** Names under which a contact may come in again. */
interface ContactNames {
  email: string | null;
  customer_id: string | null;
}

/**
 * People who objected to marketing. Some are nobody's contact yet, or will be imported again, so
 * the system must know them without keeping who they are: it keeps keyed digests, and the key lies
 * outside the database.
 */
export class DoNotMail {
  constructor(private readonly secret: Buffer) {}

  /**
   * Stops mail to these contacts, to every other address of the same customers, and to whoever is
   * imported under one of the identifiers. Returns how many names are on the list for it.
   */
  async add(
    session: Session,
    { identifiers, contacts }: { identifiers: Identifier[]; contacts: SubjectIds },
  ): Promise<number> {
    const rows = await session.query<ContactNames>(
      `update contacts set objected_at = coalesce(objected_at, now())
       where id = any($1::bigint[]) or customer_id in
         (select customer_id from contacts where id = any($1::bigint[]) and customer_id <> '')
       returning email, customer_id`,
      [contacts],
    );
    const given = identifiers.map(({ type, value }) => this.digest(type, value));
    const digests = [...new Set([...given, ...rows.flatMap((row) => this.digestsOf(row))])];
    await session.query(
      'insert into do_not_mail (digest) select unnest($1::text[]) on conflict do nothing',
      [digests],
    );
    return digests.length;
  }

  async has(session: Session, names: ContactNames): Promise<boolean> {
    const rows = await session.query('select from do_not_mail where digest = any($1)', [
      this.digestsOf(names),
    ]);
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
