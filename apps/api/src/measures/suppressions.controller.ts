import { Suppressions } from '@habeas/requests';
import { Controller, Get, Headers } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { IDENTIFIERS_HEADER, readIdentifiers } from './identifiers-header.js';
import { SuppressionsAnswer } from './measure.dto.js';

/** What a system asks before it mails somebody, or makes a person that an import names. */
@ApiTags('measures')
@Controller('v1/suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: Suppressions) {}

  @Get('check')
  @Scopes('connector-owner', 'operator')
  @ApiOperation({
    operationId: 'checkSuppressions',
    summary: 'Whether these identifiers are not to be mailed, or not to be made again.',
  })
  @ApiHeader({
    name: IDENTIFIERS_HEADER,
    required: true,
    description: 'base64url of a JSON list of { type, value }, at most 100 and 16 KiB.',
  })
  @ApiOkResponse({ type: SuppressionsAnswer })
  async check(@Headers(IDENTIFIERS_HEADER) header: unknown): Promise<SuppressionsAnswer> {
    return { items: await this.suppressions.check(readIdentifiers(header)) };
  }
}
