import type { MessageChannel } from '@habeas/domain';
import { Decisions, Extensions, Questions } from '@habeas/requests';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { IdAnswer } from './answers.dto.js';
import {
  AssignmentBody,
  ClarificationAnswerBody,
  ClarificationBody,
  ExtensionBody,
  IdentityQuestionBody,
} from './course.dto.js';
import { choice } from './exercise-id.js';

/** What changes the course of a request: more time, a question to the person, who is in charge. */
@ApiTags('requests')
@Controller('v1/requests/:id')
export class CourseController {
  constructor(
    private readonly writes: Writes,
    private readonly decisions: Decisions,
    private readonly extensions: Extensions,
    private readonly questions: Questions,
  ) {}

  @Post('extension')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'extend',
    summary: 'Extends, once, in the first period; it counts from when the person is told.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async extend(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, reason, notifiedAt, channel }: ExtensionBody,
  ): Promise<object> {
    const told = sent(notifiedAt, channel);
    const input = { ...choice(requestId, exercise), reason, ...told };
    return this.writes.run(call, async (tx, principal) => {
      await this.extensions.extend(tx, input, principal);
      return { status: 202, body: { id: requestId } };
    });
  }

  @Post('identity-question')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'askIdentity',
    summary: 'Asks for proof of identity, on a reasonable doubt.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async askIdentity(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { askedAt, channel }: IdentityQuestionBody,
  ): Promise<object> {
    const asked = sent(askedAt, channel);
    const input = { requestId, ...(asked ? { sent: asked } : {}) };
    return this.writes.run(call, async (tx, principal) => {
      await this.questions.askIdentity(tx, input, principal);
      return { status: 202, body: { id: requestId } };
    });
  }

  @Post('clarification')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'askClarification',
    summary: 'Asks the person what she means; answers the id of the question.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async ask(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, question, askedAt, channel }: ClarificationBody,
  ): Promise<object> {
    const asked = sent(askedAt, channel);
    const which = { ...choice(requestId, exercise), question };
    const input = { ...which, ...(asked ? { sent: asked } : {}) };
    return this.writes.run(call, async (tx, principal) => {
      const { id } = await this.questions.askClarification(tx, input, principal);
      return { status: 202, body: { id } };
    });
  }

  @Post('clarification/answer')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'answerClarification',
    summary: 'Records the answer; a plan that was sealed before it is void.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async answer(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { exercise, answeredAt, closeAccount }: ClarificationAnswerBody,
  ): Promise<object> {
    const parameters = closeAccount === undefined ? {} : { closeAccount };
    const when = { answeredAt: instant(answeredAt) };
    const input = { ...choice(requestId, exercise), parameters, ...when };
    return this.writes.run(call, async (tx, principal) => {
      await this.questions.answerClarification(tx, input, principal);
      return { status: 202, body: { id: requestId } };
    });
  }

  @Post('assignment')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({ operationId: 'assign', summary: 'Puts a person in charge of the request.' })
  @ApiAcceptedResponse({ type: IdAnswer })
  async assign(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { principal: assigneeId }: AssignmentBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.decisions.assign(tx, { requestId, assigneeId }, principal);
      return { status: 202, body: { id: requestId } };
    });
  }
}

/** What went out already; nothing if it is still to be sent. */
const sent = (at: string | undefined, channel: MessageChannel = 'email') =>
  at === undefined ? undefined : { sentAt: new Date(at), channel };

const instant = (given: string | undefined) => (given ? new Date(given) : new Date());
