import { LAWS, type Law } from '@habeas/domain';
import { LAW_CORRECTION_REASONS, type LawCorrectionReason } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Text, Texts } from '../http/fields.js';

const COUNTRY = /^[A-Z]{2}$/;

export class LawCorrectionBody {
  @Choice(LAW_CORRECTION_REASONS, { about: 'What was wrong.' })
  reason!: LawCorrectionReason;

  @Texts({
    about: 'Laws that apply, by your own judgement; else the packs judge by the facts given here.',
    min: 1,
    max: LAWS.length,
    form: /^[a-z][a-z_]{0,39}$/,
    hint: `Give laws among ${LAWS.join(', ')}.`,
    words: LAWS,
    optional: true,
  })
  laws?: string[];

  @Text({
    about: 'Country where the person lives, ISO 3166-1 alpha-2; as recorded, when left out.',
    max: 2,
    form: COUNTRY,
    hint: 'Give a country as two capital letters, such as DE or TH.',
    optional: true,
  })
  residence?: string;

  @Texts({
    about: 'Countries where the person has been, is, or will go.',
    min: 1,
    max: 20,
    form: COUNTRY,
    hint: 'Give countries as two capital letters each.',
    optional: true,
  })
  stays?: string[];
}

export class LawCorrectionAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: [...LAWS], enumName: 'Law', isArray: true })
  laws!: Law[];

  @ApiProperty({ type: [String], description: 'Why these laws, a sentence each.' })
  because!: string[];
}
