import { HabeasError } from '@habeas/domain';
import { Decisions, Identities, type Verification } from '@habeas/requests';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { IdAnswer } from './answers.dto.js';
import {
  ApprovalBody,
  RefusalBody,
  SentBody,
  VerificationBody,
  WithdrawalBody,
} from './decisions.dto.js';
import { choice } from './exercise-id.js';

/** What people decide about a request. Each is accepted; what follows shows on the request. */
@ApiTags('requests')
@Controller('v1/requests/:id')
export class DecisionsController {
  constructor(
    private readonly writes: Writes,
    private readonly identities: Identities,
    private readonly decisions: Decisions,
  ) {}

  @Post('verifications')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'verifyIdentifier',
    summary: 'Records that an identifier belongs to the requester; answers its id.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async verify(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() body: VerificationBody,
  ): Promise<object> {
    const input = { requestId, ...whichIdentifier(body), level: body.level, method: body.method };
    return this.writes.run(call, async (tx, principal) => {
      const { id } = await this.identities.verify(tx, input, principal);
      return { status: 202, body: { id } };
    });
  }

  @Post('approval')
  @Scopes('approver')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'approve',
    summary: 'Approves or rejects a sealed plan; not by who opened or verified the request.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async approve(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, seal, decision }: ApprovalBody,
  ): Promise<object> {
    const input = { ...choice(requestId, exercise), seal, decision };
    return this.writes.run(call, async (tx, principal) => {
      await this.decisions.approve(tx, input, principal);
      return accepted(requestId);
    });
  }

  @Post('refusal')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({ operationId: 'refuse', summary: 'Refuses an exercise on a ground.' })
  @ApiAcceptedResponse({ type: IdAnswer })
  async refuse(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, ground }: RefusalBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.decisions.refuse(tx, { ...choice(requestId, exercise), ground }, principal);
      return accepted(requestId);
    });
  }

  @Post('withdrawal')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({ operationId: 'withdraw', summary: 'Records that the person withdrew.' })
  @ApiAcceptedResponse({ type: IdAnswer })
  async withdraw(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() _body: WithdrawalBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.decisions.withdraw(tx, { requestId }, principal);
      return accepted(requestId);
    });
  }

  @Post('answer')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({ operationId: 'recordAnswer', summary: 'Records that the answer was sent.' })
  @ApiAcceptedResponse({ type: IdAnswer })
  async recordSent(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, channel, sentAt }: SentBody,
  ): Promise<object> {
    const input = { ...choice(requestId, exercise), channel, sentAt: new Date(sentAt) };
    return this.writes.run(call, async (tx, principal) => {
      await this.decisions.recordSent(tx, input, principal);
      return accepted(requestId);
    });
  }
}

const accepted = (id: string) => ({ status: 202 as const, body: { id } });

function whichIdentifier(
  body: VerificationBody,
): Pick<Verification, 'identifierId' | 'type' | 'value'> {
  const { identifier, type, value } = body;
  if (identifier && !type && value === undefined) return { identifierId: identifier };
  if (!identifier && type && value !== undefined) return { type, value };
  const detail = 'Give either "identifier", the id, or "type" and "value" together.';
  throw new HabeasError('body_invalid', detail, [{ pointer: '/identifier', detail }]);
}
