import { TaskDecisions } from '@habeas/requests';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { IdAnswer } from './answers.dto.js';
import { RedrivenAnswer, RetriesBody, RetryBody, SkipBody } from './course.dto.js';

/** What people decide about tasks that have failed. Whatever ended well is not run again. */
@ApiTags('tasks')
@Controller('v1')
export class TasksController {
  constructor(
    private readonly writes: Writes,
    private readonly decisions: TaskDecisions,
  ) {}

  @Post('requests/:id/retries')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'retryAll',
    summary: 'Tries again every failed task of a request, and a package that failed.',
  })
  @ApiAcceptedResponse({ type: RedrivenAnswer })
  async retryAll(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() _body: RetriesBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      const body = await this.decisions.retryAll(tx, { requestId }, principal);
      return { status: 202, body };
    });
  }

  @Post('tasks/:id/retry')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({ operationId: 'retryTask', summary: 'Tries one failed task again.' })
  @ApiAcceptedResponse({ type: IdAnswer })
  async retry(
    @TheCall() call: Call,
    @Param('id', new IdPipe('tsk')) taskId: string,
    @Body() _body: RetryBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      const { id } = await this.decisions.retry(tx, { taskId }, principal);
      return { status: 202, body: { id } };
    });
  }

  @Post('tasks/:id/skip')
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'skipTask',
    summary: 'Goes on without a failed task; its right can then only be partly fulfilled.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async skip(
    @TheCall() call: Call,
    @Param('id', new IdPipe('tsk')) taskId: string,
    @Body() { reason }: SkipBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.decisions.skip(tx, { taskId, reason }, principal);
      return { status: 202, body: { id: taskId } };
    });
  }
}
