import { Alarms } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { IdAnswer } from '../requests/answers.dto.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { AcknowledgementBody, AlarmQuery, AlarmsAnswer } from './alarm.dto.js';

/** Dates that are near, reached or missed, and who takes care of them. */
@ApiTags('alarms')
@Controller('v1/alarms')
export class AlarmsController {
  constructor(
    private readonly writes: Writes,
    private readonly alarms: Alarms,
  ) {}

  @Get()
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({
    operationId: 'listAlarms',
    summary: 'Alarms that were raised, by the latest safe start, page by page.',
  })
  @ApiOkResponse({ type: AlarmsAnswer })
  list(@Query() { limit, ...filter }: AlarmQuery): Promise<AlarmsAnswer> {
    return this.alarms.list({ ...filter, ...(limit ? { limit: Number(limit) } : {}) });
  }

  @Post(':id/acknowledgement')
  @Scopes('operator', 'approver')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'acknowledgeAlarm',
    summary: 'Says that you take care; the alarm stays on record.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async acknowledge(
    @TheCall() call: Call,
    @Param('id', new IdPipe('alm')) id: string,
    @Body() _body: AcknowledgementBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.alarms.acknowledge(tx, id, principal);
      return { status: 202, body: { id } };
    });
  }
}
