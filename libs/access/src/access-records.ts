import { Database } from '@habeas/database';
import { Injectable } from '@nestjs/common';

export interface AccessEvent {
  /** Absent when nobody was recognised. */
  principalId?: string;
  /** What was done or tried, a name from the code: `request.read`, `disclosure.fetch`. */
  act: string;
  /** The id of what it was done to. */
  subjectId?: string;
  allowed: boolean;
}

const ACT_FORM = /^[a-z][a-z0-9_.-]{0,63}$/;
const ID_FORM = /^[a-z]{2,5}_[0-9a-f]{32}$/;

/** Reads of personal data and refused calls, apart from the evidence, which nobody may flood. */
@Injectable()
export class AccessRecords {
  constructor(private readonly database: Database) {}

  /**
   * A subject that is no id of ours is left out: a refused call may name anything, also a person.
   * An `act` that is no name is a bug and throws a TypeError.
   */
  async record({ principalId, act, subjectId, allowed }: AccessEvent): Promise<void> {
    if (!ACT_FORM.test(act)) throw new TypeError('An act is named in lower-case words');
    const subject = subjectId !== undefined && ID_FORM.test(subjectId) ? subjectId : null;
    await this.database.query(
      'INSERT INTO access_records (principal_id, act, subject_id, allowed) VALUES ($1, $2, $3, $4)',
      [principalId ?? null, act, subject, allowed],
    );
  }
}
