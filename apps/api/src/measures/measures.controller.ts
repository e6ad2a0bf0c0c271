import { EvidenceLog } from '@habeas/evidence';
import type { OpenedChain } from '@habeas/evidence-format';
import { Measures } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { IdAnswer } from '../requests/answers.dto.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import {
  MeasureAnswer,
  MeasureQuery,
  MeasureReleaseBody,
  MeasuresAnswer,
  NoticeBody,
  ReleasedAnswer,
} from './measure.dto.js';

/** What follows from a release, by what was released. */
const RELEASED = {
  restriction: 'The systems are told; the restriction ends when all of them have lifted it.',
  marketing:
    'The suppression list names this person no more. This subscribes nobody: marketing needs an agreement of its own, in the system that mails.',
  collection:
    'The suppression list names this person no more. Nothing is collected by that: it needs a consent of its own, where it is collected.',
  recreate:
    'The suppression list names this person no more; systems may hold data of them again from now on.',
} as const;

/** What stays in force after an answer: restrictions and suppressions, both released by people. */
@ApiTags('measures')
@Controller('v1/measures')
export class MeasuresController {
  constructor(
    private readonly writes: Writes,
    private readonly measures: Measures,
    private readonly evidence: EvidenceLog,
  ) {}

  @Get()
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({ operationId: 'listMeasures', summary: 'Measures, newest first, page by page.' })
  @ApiOkResponse({ type: MeasuresAnswer })
  list(@Query() { limit, request, ...filter }: MeasureQuery): Promise<MeasuresAnswer> {
    return this.measures.list({
      ...filter,
      ...(limit ? { limit: Number(limit) } : {}),
      ...(request ? { requestId: request } : {}),
    });
  }

  @Get(':id')
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({
    operationId: 'showMeasure',
    summary: 'One measure, with who lifted it and when.',
  })
  @ApiOkResponse({ type: MeasureAnswer })
  show(@Param('id', new IdPipe('msr')) id: string): Promise<MeasureAnswer> {
    return this.measures.view(id);
  }

  @Get(':id/evidence')
  @Scopes('auditor')
  @ApiOperation({
    operationId: 'showMeasureEvidence',
    summary: 'The opened chain of a suppression that was released.',
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  openedChain(@Param('id', new IdPipe('msr')) id: string): Promise<OpenedChain> {
    return this.evidence.opened(id);
  }

  @Post(':id/notice')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'recordReleaseNotice',
    summary: 'Records that the person was told of the release to come (GDPR Art. 18(3)).',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async notice(
    @TheCall() call: Call,
    @Param('id', new IdPipe('msr')) measureId: string,
    @Body() { channel, sentAt }: NoticeBody,
  ): Promise<object> {
    const input = { measureId, channel, sentAt: new Date(sentAt) };
    return this.writes.run(call, async (tx, principal) => {
      await this.measures.recordNotice(tx, input, principal);
      return { status: 202, body: { id: measureId } };
    });
  }

  @Post(':id/release')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'releaseMeasure',
    summary: 'Lifts a restriction, after its notice, or takes a person off the suppression list.',
    description:
      'A suppression needs no notice and ends at once. That subscribes nobody to marketing, and makes nobody anew.',
  })
  @ApiAcceptedResponse({ type: ReleasedAnswer })
  async release(
    @TheCall() call: Call,
    @Param('id', new IdPipe('msr')) measureId: string,
    @Body() _body: MeasureReleaseBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      const { kind, purpose } = await this.measures.release(tx, { measureId }, principal);
      const note = RELEASED[kind === 'suppression' ? (purpose ?? 'recreate') : kind];
      return { status: 202, body: { id: measureId, note } };
    });
  }
}
