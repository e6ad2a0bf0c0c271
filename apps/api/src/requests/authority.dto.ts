import { AUTHORITY_KINDS, LAWS, type AuthorityKind, type Law } from '@habeas/domain';
import { AUTHORITY_METHODS, type AuthorityMethod, type AuthorityView } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

const KIND = { enum: [...AUTHORITY_KINDS], enumName: 'AuthorityKind' };

class NeededAuthorityAnswer {
  @ApiProperty({ enum: [...LAWS], enumName: 'Law' })
  law!: Law;

  @ApiProperty(KIND)
  kind!: AuthorityKind;

  @ApiProperty()
  citation!: string;

  @ApiProperty()
  because!: string;

  @ApiProperty({ description: 'Still to be shown: nobody acts before.' })
  missing!: boolean;
}

class ShownAuthorityAnswer {
  @ApiProperty(KIND)
  kind!: AuthorityKind;

  @ApiProperty({ enum: [...AUTHORITY_METHODS] })
  method!: AuthorityMethod;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;

  @ApiProperty()
  by!: string;
}

export class AuthoritiesAnswer implements AuthorityView {
  @ApiProperty({ type: Number, nullable: true, description: 'Completed years at the receipt.' })
  subjectAge!: number | null;

  @ApiProperty({ type: [NeededAuthorityAnswer] })
  needed!: NeededAuthorityAnswer[];

  @ApiProperty({ type: [ShownAuthorityAnswer] })
  shown!: ShownAuthorityAnswer[];
}
