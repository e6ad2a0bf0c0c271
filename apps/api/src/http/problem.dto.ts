import { ERRORS } from '@habeas/domain';
import { ApiProperty } from '@nestjs/swagger';

export class ProblemDetail {
  @ApiProperty({ description: 'Where the fault lies, JSON Pointer (RFC 6901).' })
  pointer!: string;

  @ApiProperty({ description: 'What to do about it.' })
  detail!: string;
}

/** Every answer that is not a success; RFC 9457. */
export class ProblemBody {
  @ApiProperty({ format: 'uri-reference', example: '/problems/body_invalid' })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  status!: number;

  @ApiProperty({ description: 'What was wrong and what to do next; repeats nothing of the call.' })
  detail!: string;

  @ApiProperty({ format: 'uri', description: 'Names this one call in our logs.' })
  instance!: string;

  @ApiProperty({ enum: Object.keys(ERRORS) })
  code!: string;

  @ApiProperty({ type: [ProblemDetail], required: false })
  errors?: ProblemDetail[];
}
