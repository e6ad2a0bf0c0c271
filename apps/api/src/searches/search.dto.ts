import { LAWS, RIGHTS, STATUSES, type ExerciseStatus, type Law } from '@habeas/domain';
import type { FoundRequest } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

export class FoundRequestAnswer implements FoundRequest {
  @ApiProperty()
  id!: string;

  @ApiProperty({ format: 'date-time' })
  receivedAt!: string;

  @ApiProperty({ enum: [...STATUSES], enumName: 'Status' })
  status!: ExerciseStatus;

  @ApiProperty({ enum: [...RIGHTS], enumName: 'Right', isArray: true })
  rights!: FoundRequest['rights'];

  @ApiProperty({ enum: [...LAWS], enumName: 'Law', isArray: true })
  laws!: Law[];

  @ApiProperty({ type: String, description: 'How far it belongs to the requester there.' })
  level!: FoundRequest['level'];

  @ApiProperty({ description: 'True when a system gave the identifier back.' })
  derived!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'The request that it repeats.' })
  duplicateOf!: string | null;
}

export class SearchAnswer {
  @ApiProperty({ type: [FoundRequestAnswer] })
  items!: FoundRequestAnswer[];
}
