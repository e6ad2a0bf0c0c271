import { EvidenceLog } from '@habeas/evidence';
import type { OpenedChain } from '@habeas/evidence-format';
import { Complaints } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { IdAnswer } from '../requests/answers.dto.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { ComplaintBody, ComplaintOutcomeBody, ComplaintsAnswer } from './complaint.dto.js';

/** Complaints to the controller about a request; they may come after it was closed. */
@ApiTags('complaints')
@Controller('v1')
export class ComplaintsController {
  constructor(
    private readonly writes: Writes,
    private readonly complaints: Complaints,
    private readonly evidence: EvidenceLog,
  ) {}

  @Get('requests/:id/complaints')
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({ operationId: 'listComplaints', summary: 'The complaints about one request.' })
  @ApiOkResponse({ type: ComplaintsAnswer })
  async list(@Param('id', new IdPipe('req')) requestId: string): Promise<ComplaintsAnswer> {
    return { items: await this.complaints.list(requestId) };
  }

  @Post('requests/:id/complaints')
  @Scopes('operator')
  @Write()
  @ApiOperation({
    operationId: 'fileComplaint',
    summary: 'Takes a complaint in; confirming its receipt is then due.',
  })
  @ApiCreatedResponse({ type: IdAnswer })
  async file(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, receivedAt, ...rest }: ComplaintBody,
  ): Promise<object> {
    const about = { requestId, ...(exercise ? { exerciseId: exercise } : {}) };
    const input = { ...about, ...rest, receivedAt: new Date(receivedAt) };
    return this.writes.run(call, async (tx, principal) => {
      const { id } = await this.complaints.file(tx, input, principal);
      return { status: 201, body: { id } };
    });
  }

  @Get('complaints/:id/evidence')
  @Scopes('auditor')
  @ApiOperation({
    operationId: 'showComplaintEvidence',
    summary: 'The opened chain of a complaint, for "habeas evidence verify".',
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  openedChain(@Param('id', new IdPipe('cmp')) id: string): Promise<OpenedChain> {
    return this.evidence.opened(id);
  }

  @Post('complaints/:id/outcome')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({ operationId: 'decideComplaint', summary: 'Records what became of it; once.' })
  @ApiAcceptedResponse({ type: IdAnswer })
  async decide(
    @TheCall() call: Call,
    @Param('id', new IdPipe('cmp')) complaintId: string,
    @Body() { outcome }: ComplaintOutcomeBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.complaints.decide(tx, { complaintId, outcome }, principal);
      return { status: 202, body: { id: complaintId } };
    });
  }
}
