import { Judgements, Replanning } from '@habeas/requests';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { IdAnswer } from './answers.dto.js';
import { choice } from './exercise-id.js';
import { BalanceBody, ReplanningBody, ReviewBody } from './judgements.dto.js';

/** What only a person can judge, with reasons; and a plan that is put up anew. */
@ApiTags('requests')
@Controller('v1/requests/:id')
export class JudgementsController {
  constructor(
    private readonly writes: Writes,
    private readonly judgements: Judgements,
    private readonly replanning: Replanning,
  ) {}

  @Post('balance')
  @Scopes('approver')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'weighInterests',
    summary: 'Decides about an objection; not by who opened or verified the request.',
    description:
      'Upheld: the use ends for good. Refused: the refusal is owed, with ground and reasons; the restriction stands until its person was told and somebody lifts it.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async weigh(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, ...judged }: BalanceBody,
  ): Promise<object> {
    const input = { ...choice(requestId, exercise), ...judged };
    return this.writes.run(call, async (tx, principal) => {
      await this.judgements.weigh(tx, input, principal);
      return { status: 202, body: { id: requestId } };
    });
  }

  @Post('review')
  @Scopes('approver')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'reviewDecision',
    summary:
      'Records what came of looking at an automated decision again; the answer is then owed.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async review(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, ...judged }: ReviewBody,
  ): Promise<object> {
    const input = { ...choice(requestId, exercise), ...judged };
    return this.writes.run(call, async (tx, principal) => {
      await this.judgements.review(tx, input, principal);
      return { status: 202, body: { id: requestId } };
    });
  }

  @Post('replanning')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'planAnew',
    summary: 'Puts the plan up anew, under what is in force now; former approvals are void.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async replan(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise }: ReplanningBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.replanning.replan(tx, choice(requestId, exercise), principal);
      return { status: 202, body: { id: requestId } };
    });
  }
}
