import { Inject, Injectable } from '@nestjs/common';
import { Database, newId, type Tx } from '@habeas/database';
import { HabeasError, isFinal, type AuthorityKind, type NeededAuthority } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import type { AuthorityMethod } from './authority.entity.js';
import { missingAuthority, neededAuthority, type Represented } from './authority-rules.js';
import { lockExercises } from './exercise-choice.js';

export interface AuthorityView {
  /** Completed years at the receipt, if that was asked. */
  subjectAge: number | null;
  /** What must be shown, under which law, and whether it was. */
  needed: (NeededAuthority & { missing: boolean })[];
  shown: { kind: AuthorityKind; method: AuthorityMethod; at: string; by: string }[];
}

interface ShownRow {
  kind: AuthorityKind;
  method: AuthorityMethod;
  at: Date;
  by: string;
}

const REQUEST = `
  SELECT laws, received_at AS "receivedAt", requester, subject_age AS "subjectAge"
  FROM requests WHERE id = $1`;
const SHOWN = `
  SELECT kind, method, shown_at AS at, recorded_by AS by FROM authorities
  WHERE request_id = $1 ORDER BY id`;

/** Who may act for a person: what must be shown for it, and that it was. */
@Injectable()
export class Authorities {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly database: Database,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /** Records that it was shown, and by whom it was seen. Throws `not_found`, `transition_illegal`. */
  async show(
    tx: Tx,
    {
      requestId,
      kind,
      method,
    }: { requestId: string; kind: AuthorityKind; method: AuthorityMethod },
    principal: { id: string },
  ): Promise<{ id: string }> {
    const exercises = await lockExercises(tx, requestId);
    if (exercises.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    if (exercises.every(({ status }) => isFinal(status))) {
      throw new HabeasError('transition_illegal', 'Every exercise of this request has ended.');
    }
    const id = newId('aut');
    const at = new Date();
    await tx.query(
      `INSERT INTO authorities (id, request_id, kind, method, shown_at, recorded_by)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, requestId, kind, method, at, principal.id],
    );
    const data = { authority: id, kind, method };
    const said = { type: 'authority.shown' as const, actor: principal.id, at, data };
    await this.evidence.append(tx, { requestId, ...said });
    await this.outbox.ring(tx, 'request.advance', requestId);
    return { id };
  }

  /** Throws `not_found`. */
  async view(requestId: string): Promise<AuthorityView> {
    const [request] = await this.database.query<Represented>(REQUEST, [requestId]);
    if (!request) throw new HabeasError('not_found', 'There is no such request.');
    const rows = await this.database.query<ShownRow>(SHOWN, [requestId]);
    const represented = { ...request, shown: rows.map(({ kind }) => kind) };
    const missing = missingAuthority(this.policy, represented);
    const needed = neededAuthority(this.policy, represented).map((one) => ({
      ...one,
      missing: missing.some(({ law }) => law === one.law),
    }));
    const shown = rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    return { subjectAge: request.subjectAge ?? null, needed, shown };
  }
}
