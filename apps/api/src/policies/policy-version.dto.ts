import { LAWS, RIGHTS } from '@habeas/domain';
import type { DocumentChange, VersionStatus, VersionView } from '@habeas/policy';
import type { ClockEffect, PolicyEffects } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Children, Text } from '../http/fields.js';

const INSTANT = { type: String, format: 'date-time' };
const INSTANT_OR_NULL = { ...INSTANT, nullable: true };
const TEXT_OR_NULL = { type: String, nullable: true };
const DIGEST_FORM = /^[0-9a-f]{64}$/;
const FILES_MAX = 200;
const FILE_CHARACTERS_MAX = 512 * 1024;

class PolicyFileBody {
  @Text({
    about: 'Name below the policy folder, such as packs/gdpr.yaml.',
    max: 120,
    form: /^[ -~]+$/,
    hint: 'Give the name of the file below the policy folder.',
  })
  name!: string;

  @Text({
    about: 'The YAML text, as it is in the file.',
    max: FILE_CHARACTERS_MAX,
    form: /^[^]*$/,
    hint: `Give the text of the file, at most ${FILE_CHARACTERS_MAX} characters.`,
  })
  text!: string;
}

export class PolicyVersionBody {
  @Children(() => PolicyFileBody, {
    about: 'Every file of the version; what is left out is not in it.',
    min: 1,
    max: FILES_MAX,
    unique: ({ name }) => name,
  })
  files!: PolicyFileBody[];
}

export class ActivationBody {
  @Text({
    about: 'Digest of the version in force that you compared with; another one by now is 409.',
    max: 64,
    form: DIGEST_FORM,
    hint: 'Give the digest of the version in force, 64 hex digits.',
  })
  replaces!: string;
}

export class PolicyVersionAnswer implements VersionView {
  @ApiProperty({ description: 'SHA-256 over all files.' })
  digest!: string;

  @ApiProperty({ enum: ['candidate', 'in_force', 'superseded'] })
  status!: VersionStatus;

  @ApiProperty(INSTANT)
  createdAt!: string;

  @ApiProperty({ description: 'A principal, or `system` for what came with the software.' })
  createdBy!: string;

  @ApiProperty(INSTANT_OR_NULL)
  activatedAt!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  activatedBy!: string | null;

  @ApiProperty(INSTANT_OR_NULL)
  supersededAt!: string | null;
}

class ShippedAnswer {
  @ApiProperty({ description: 'Digest of the version in the policy folder of this release.' })
  digest!: string;

  @ApiProperty({ description: 'True: it is the version in force.' })
  inForce!: boolean;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'How to compare it, if it is not in force.' })
  advice!: string | null;
}

export class PolicyVersionsAnswer {
  @ApiProperty({ type: [PolicyVersionAnswer], description: 'The one in force, then the newest.' })
  items!: PolicyVersionAnswer[];

  @ApiProperty({ type: ShippedAnswer, nullable: true, description: 'Null: its folder is faulty.' })
  shipped!: ShippedAnswer | null;
}

class PolicyFileAnswer {
  @ApiProperty()
  name!: string;

  @ApiProperty()
  text!: string;
}

export class PolicyVersionFilesAnswer extends PolicyVersionAnswer {
  @ApiProperty({ type: [PolicyFileAnswer] })
  files!: PolicyFileAnswer[];
}

export class DigestAnswer {
  @ApiProperty()
  digest!: string;
}

class DocumentAnswer implements DocumentChange {
  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['added', 'changed', 'removed'] })
  change!: DocumentChange['change'];
}

class DatesBeforeAnswer {
  @ApiProperty(INSTANT_OR_NULL)
  legalDue!: string | null;

  @ApiProperty(INSTANT_OR_NULL)
  safeDue!: string | null;
}

class DatesAfterAnswer {
  @ApiProperty(INSTANT_OR_NULL)
  legalDue!: string | null;

  @ApiProperty(INSTANT)
  safeDue!: string;
}

class DaysAnswer {
  @ApiProperty({ type: 'integer', nullable: true })
  legalDue!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  safeDue!: number | null;
}

class ClockEffectAnswer implements ClockEffect {
  @ApiProperty()
  request!: string;

  @ApiProperty()
  exercise!: string;

  @ApiProperty({ enum: [...RIGHTS], enumName: 'Right' })
  right!: ClockEffect['right'];

  @ApiProperty({ enum: [...LAWS], enumName: 'Law' })
  law!: ClockEffect['law'];

  @ApiProperty({ type: DatesBeforeAnswer })
  before!: DatesBeforeAnswer;

  @ApiProperty({ type: DatesAfterAnswer })
  after!: DatesAfterAnswer;

  @ApiProperty({ type: DaysAnswer, description: 'Positive: later; null where there was no date.' })
  days!: DaysAnswer;
}

class EffectCountsAnswer {
  @ApiProperty({ description: 'Open clocks.' })
  looked!: number;

  @ApiProperty({ description: 'Of these, whose dates would move.' })
  moved!: number;

  @ApiProperty()
  earlier!: number;

  @ApiProperty()
  later!: number;
}

export class PolicyEffectsAnswer implements PolicyEffects {
  @ApiProperty({ description: 'Name this digest when you activate.' })
  inForce!: string;

  @ApiProperty()
  candidate!: string;

  @ApiProperty({ type: [DocumentAnswer], description: 'Files that differ.' })
  documents!: DocumentAnswer[];

  @ApiProperty({ type: EffectCountsAnswer })
  counts!: EffectCountsAnswer;

  @ApiProperty({ type: [ClockEffectAnswer], description: 'The first 500 that move.' })
  clocks!: ClockEffectAnswer[];
}
