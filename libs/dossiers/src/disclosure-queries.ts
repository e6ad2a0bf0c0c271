import { Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import type { DisclosureStatus } from './disclosure.entity.js';

/** What a package is, not what is in it. Instants are ISO 8601. */
export interface DisclosureView {
  id: string;
  request: string;
  exercise: string;
  status: DisclosureStatus;
  fileName: string | null;
  /** Bytes of the zip. */
  size: number | null;
  /** Of the zip, hex. */
  sha256: string | null;
  /** Records of all data sets together. */
  records: number;
  /** A PackagingFault. */
  lastError: string | null;
  createdAt: string;
  readyAt: string | null;
}

type Row = Omit<DisclosureView, 'size' | 'records' | 'createdAt' | 'readyAt'> & {
  size: string | null;
  records: string;
  createdAt: Date;
  readyAt: Date | null;
};

const SELECT = `
  SELECT d.id, d.request_id AS request, d.exercise_id AS exercise, d.status,
    d.file_name AS "fileName", b.size::text, b.sha256, d.records::text,
    d.last_error AS "lastError", d.created_at AS "createdAt", d.ready_at AS "readyAt"
  FROM disclosures d LEFT JOIN blobs b ON b.id = d.blob_id`;

/** Reads the rows of disclosures, for whoever shows them. */
@Injectable()
export class DisclosureQueries {
  constructor(private readonly database: Database) {}

  async list(requestId: string): Promise<DisclosureView[]> {
    const sql = `${SELECT} WHERE d.request_id = $1 ORDER BY d.id`;
    return (await this.database.query<Row>(sql, [requestId])).map(viewOf);
  }

  /** Throws `not_found`. */
  async show(id: string): Promise<DisclosureView> {
    const [row] = await this.database.query<Row>(`${SELECT} WHERE d.id = $1`, [id]);
    if (row) return viewOf(row);
    throw new HabeasError('not_found', 'There is no disclosure by that id.');
  }
}

function viewOf({ size, records, createdAt, readyAt, ...row }: Row): DisclosureView {
  return {
    ...row,
    size: size === null ? null : Number(size),
    records: Number(records),
    createdAt: createdAt.toISOString(),
    readyAt: readyAt?.toISOString() ?? null,
  };
}
