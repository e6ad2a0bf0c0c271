import { ApiProperty } from '@nestjs/swagger';

import { Text } from '../http/fields.js';

export class ConnectorBody {
  @Text({
    about: 'Where the connector answers; its manifest is fetched from there at once.',
    max: 300,
    form: /^https?:\/\/[A-Za-z0-9.[\]:_-]+(?:\/[A-Za-z0-9._~/-]*)?$/,
    hint: 'Give an http or https address of host, port and path alone.',
  })
  baseUrl!: string;

  @Text({
    about: 'The name it must give itself, as a check.',
    max: 40,
    form: /^[a-z][a-z0-9-]{0,39}$/,
    hint: 'Give a name of lower-case letters, digits and -.',
    optional: true,
  })
  slug?: string;
}

export class ConnectorAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  slug!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['active', 'paused', 'retired'] })
  status!: string;

  @ApiProperty()
  baseUrl!: string;

  @ApiProperty({ type: [String] })
  actions!: string[];

  @ApiProperty({ type: [String] })
  categories!: string[];

  @ApiProperty({ description: 'Digest of the manifest; part of every plan made under it.' })
  manifestDigest!: string;

  @ApiProperty({ description: 'RFC 7638 thumbprint of the pinned key.' })
  keyId!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'After failures in a row it is not called until then.',
  })
  restsUntil!: string | null;
}

export class ConnectorsAnswer {
  @ApiProperty({ type: [ConnectorAnswer] })
  items!: ConnectorAnswer[];
}
