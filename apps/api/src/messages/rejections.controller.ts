import { Rejections } from '@habeas/requests';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { RejectionQuery, RejectionsAnswer } from './message.dto.js';

/** The record of rejections that some laws demand; nothing in it is about a person. */
@ApiTags('rejections')
@Controller('v1/rejections')
export class RejectionsController {
  constructor(private readonly rejections: Rejections) {}

  @Get()
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({
    operationId: 'listRejections',
    summary: 'Rejections on record, newest first (Thai PDPA s. 39(7)).',
  })
  @ApiOkResponse({ type: RejectionsAnswer })
  list(@Query() { limit, ...filter }: RejectionQuery): Promise<RejectionsAnswer> {
    return this.rejections.list({ ...filter, ...(limit ? { limit: Number(limit) } : {}) });
  }
}
