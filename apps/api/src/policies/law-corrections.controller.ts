import { LawCorrections } from '@habeas/requests';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { LawCorrectionAnswer, LawCorrectionBody } from './law-correction.dto.js';

/** Which laws apply to a request, put right by a person. */
@ApiTags('requests')
@Controller('v1/requests/:id/law-correction')
export class LawCorrectionsController {
  constructor(
    private readonly writes: Writes,
    private readonly corrections: LawCorrections,
  ) {}

  @Post()
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'correctLaws',
    summary: 'Corrects which laws apply, until systems begin; a sealed plan is void.',
  })
  @ApiAcceptedResponse({ type: LawCorrectionAnswer })
  async correct(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() body: LawCorrectionBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      const corrected = await this.corrections.correct(tx, { requestId, ...body }, principal);
      return { status: 202, body: { id: requestId, ...corrected } };
    });
  }
}
