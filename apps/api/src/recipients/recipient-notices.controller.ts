import { EvidenceLog } from '@habeas/evidence';
import type { OpenedChain } from '@habeas/evidence-format';
import { RecipientNotices, type Settlement } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { IdAnswer } from '../requests/answers.dto.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import {
  RecipientExcusedBody,
  RecipientNoticeQuery,
  RecipientNoticesAnswer,
  RecipientToldBody,
} from './recipient-notice.dto.js';

/** Recipients that are told of what was rectified, erased or restricted; also after the close. */
@ApiTags('recipients')
@Controller('v1/recipient-notices')
export class RecipientNoticesController {
  constructor(
    private readonly writes: Writes,
    private readonly notices: RecipientNotices,
    private readonly evidence: EvidenceLog,
  ) {}

  @Get()
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({
    operationId: 'listRecipientNotices',
    summary: 'Who is told, or is still to be told, of what was changed (GDPR Art. 19).',
  })
  @ApiOkResponse({ type: RecipientNoticesAnswer })
  list(
    @Query() { limit, request, ...filter }: RecipientNoticeQuery,
  ): Promise<RecipientNoticesAnswer> {
    const page = limit ? { limit: Number(limit) } : {};
    return this.notices.list({ ...filter, ...page, ...(request ? { requestId: request } : {}) });
  }

  @Post(':id/dispatch')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'recordRecipientTold',
    summary: 'Records that the recipient was told: channel and instant.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  told(
    @TheCall() call: Call,
    @Param('id', new IdPipe('rcn')) noticeId: string,
    @Body() { channel, toldAt }: RecipientToldBody,
  ): Promise<object> {
    return this.settle(call, noticeId, { status: 'told', channel, at: new Date(toldAt) });
  }

  @Post(':id/excuse')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'excuseRecipientNotice',
    summary: 'Records why nobody tells this recipient: impossible, out of proportion, no data.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  excused(
    @TheCall() call: Call,
    @Param('id', new IdPipe('rcn')) noticeId: string,
    @Body() { reason }: RecipientExcusedBody,
  ): Promise<object> {
    return this.settle(call, noticeId, { status: 'excused', reason });
  }

  @Get(':id/evidence')
  @Scopes('auditor')
  @ApiOperation({
    operationId: 'showRecipientNoticeEvidence',
    summary: 'The opened chain of a notice that was settled after its request was closed.',
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  openedChain(@Param('id', new IdPipe('rcn')) id: string): Promise<OpenedChain> {
    return this.evidence.opened(id);
  }

  private settle(call: Call, noticeId: string, settlement: Settlement): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.notices.settle(tx, { noticeId, ...settlement }, principal);
      return { status: 202, body: { id: noticeId } };
    });
  }
}
