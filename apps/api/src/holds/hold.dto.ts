import { ApiProperty } from '@nestjs/swagger';

import { IdentifierBody } from '../requests/intake.dto.js';
import { Child, Choice, Day, Text, Texts } from '../http/fields.js';

const CATEGORIES_MAX = 50;

export class HoldBody {
  @Text({
    about: 'Reference of the matter, as the legal department files it; no names.',
    max: 100,
    form: /^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,99}$/,
    hint: 'Give a reference of letters, digits, spaces and . _ / - alone.',
  })
  matter!: string;

  @Child(() => IdentifierBody, { about: 'The person whose data is held.', optional: true })
  identifier?: IdentifierBody;

  @Texts({
    about: 'Data categories that are held; with an identifier, of that person alone.',
    min: 0,
    max: CATEGORIES_MAX,
    form: /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
    hint: 'Give categories by their register ids.',
    optional: true,
  })
  categories?: string[];

  @Day({ about: 'When somebody must look whether the hold is still needed.' })
  reviewOn!: string;
}

export class HoldsQuery {
  @Choice(['due'], {
    about: 'due: only holds in force whose day of review has come.',
    optional: true,
  })
  review?: 'due';
}

export class ReleaseBody {}

export class HoldAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  matter!: string;

  @ApiProperty({ description: 'Id of the principal who placed it.' })
  owner!: string;

  @ApiProperty({ type: String, nullable: true })
  identifierType!: string | null;

  @ApiProperty({ type: [String] })
  categories!: string[];

  @ApiProperty({ format: 'date' })
  reviewOn!: string;

  @ApiProperty({ format: 'date-time' })
  placedAt!: string;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  releasedAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  releasedBy!: string | null;
}

export class HoldsAnswer {
  @ApiProperty({ type: [HoldAnswer] })
  items!: HoldAnswer[];
}
