import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SuppressionPurpose } from '@habeas/domain';

/** One identifier on the suppression list, by keyed digest. */
@Entity('suppressions')
export class Suppression {
  @PrimaryColumn('text')
  type!: string;

  @PrimaryColumn('text')
  digest!: string;

  @PrimaryColumn('text')
  purpose!: SuppressionPurpose;

  @PrimaryColumn('text', { name: 'measure_id' })
  measureId!: string;

  @Column('timestamptz')
  since!: Date;
}
