import { AccessRecords } from '@habeas/access';
import { Dispatches, MessageQueries, RequestedMessages } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
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
import {
  DispatchBody,
  MessageBody,
  MessageQuery,
  MessagesAnswer,
  MessageTextAnswer,
} from './message.dto.js';

/** What people are told: what is due, what it says, and that it went out. */
@ApiTags('messages')
@Controller('v1')
export class MessagesController {
  constructor(
    private readonly writes: Writes,
    private readonly queries: MessageQueries,
    private readonly records: AccessRecords,
    private readonly requested: RequestedMessages,
    private readonly dispatches: Dispatches,
  ) {}

  @Get('messages')
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({ operationId: 'listMessages', summary: 'Messages of all requests, by due date.' })
  @ApiOkResponse({ type: MessagesAnswer })
  list(@Query() { limit, ...filter }: MessageQuery): Promise<MessagesAnswer> {
    return this.queries.list({ ...filter, ...(limit ? { limit: Number(limit) } : {}) });
  }

  @Get('requests/:id/messages')
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({ operationId: 'listMessagesOf', summary: 'The messages of one request.' })
  @ApiOkResponse({ type: MessagesAnswer })
  of(
    @Param('id', new IdPipe('req')) requestId: string,
    @Query() { limit, ...filter }: MessageQuery,
  ): Promise<MessagesAnswer> {
    const page = { ...filter, ...(limit ? { limit: Number(limit) } : {}) };
    return this.queries.of(requestId, page);
  }

  @Post('requests/:id/messages')
  @Scopes('operator')
  @Write()
  @ApiOperation({
    operationId: 'writeMessage',
    summary: 'Writes a message that a person asks for: the end of a restriction, the recipients.',
  })
  @ApiCreatedResponse({ type: IdAnswer })
  async write(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { kind, measure }: MessageBody,
  ): Promise<object> {
    const input = { requestId, kind, ...(measure ? { measureId: measure } : {}) };
    return this.writes.run(call, async (tx) => {
      const { id } = await this.requested.write(tx, input);
      return { status: 201, body: { id }, location: `/v1/messages/${id}` };
    });
  }

  /** It is about a person: the read is on record before the text goes out. */
  @Get('messages/:id')
  @Scopes('operator')
  @ApiOperation({ operationId: 'showMessage', summary: 'What it says. The read is recorded.' })
  @ApiOkResponse({ type: MessageTextAnswer })
  async show(
    @TheCall() { principal }: Call,
    @Param('id', new IdPipe('msg')) id: string,
  ): Promise<MessageTextAnswer> {
    const message = await this.queries.read(id);
    const read = { act: 'message.read', subjectId: id, allowed: true };
    await this.records.record({ principalId: principal.id, ...read });
    return message;
  }

  @Post('messages/:id/dispatch')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'recordDispatch',
    summary: 'Records that it went out: channel and instant. What hangs on it counts from then.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async dispatch(
    @TheCall() call: Call,
    @Param('id', new IdPipe('msg')) messageId: string,
    @Body() { channel, sentAt }: DispatchBody,
  ): Promise<object> {
    const input = { messageId, channel, sentAt: new Date(sentAt) };
    return this.writes.run(call, async (tx, principal) => {
      await this.dispatches.record(tx, input, principal);
      return { status: 202, body: { id: messageId } };
    });
  }
}
