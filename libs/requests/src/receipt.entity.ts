import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A connector's signed account of one task, as it came. */
@Entity('receipts')
export class TaskReceipt {
  @PrimaryColumn('text', { name: 'task_id' })
  taskId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text', { unique: true })
  sha256!: string;

  @Column('text')
  jws!: string;

  @Column('timestamptz', { name: 'received_at', default: () => 'now()' })
  receivedAt!: Date;
}
