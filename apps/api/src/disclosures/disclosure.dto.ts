import type { DisclosureView } from '@habeas/dossiers';
import { ApiProperty } from '@nestjs/swagger';

const INSTANT = { type: String, format: 'date-time' };

export class DisclosureAnswer implements DisclosureView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  request!: string;

  @ApiProperty()
  exercise!: string;

  @ApiProperty({ enum: ['building', 'ready', 'failed'] })
  status!: DisclosureView['status'];

  @ApiProperty({ type: String, nullable: true })
  fileName!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Bytes of the zip.' })
  size!: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the zip, hex.' })
  sha256!: string | null;

  @ApiProperty({ description: 'Records of all data sets together.' })
  records!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it could not be built.' })
  lastError!: string | null;

  @ApiProperty(INSTANT)
  createdAt!: string;

  @ApiProperty({ ...INSTANT, nullable: true })
  readyAt!: string | null;
}

export class DisclosuresAnswer {
  @ApiProperty({ type: [DisclosureAnswer] })
  items!: DisclosureAnswer[];
}
