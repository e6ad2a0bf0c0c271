import { HabeasError } from '@habeas/domain';
import { Holds, type Hold } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { HoldAnswer, HoldBody, HoldsAnswer, HoldsQuery, ReleaseBody } from './hold.dto.js';
import { IdAnswer } from '../requests/answers.dto.js';

@ApiTags('holds')
@Controller('v1/holds')
export class HoldsController {
  constructor(
    private readonly writes: Writes,
    private readonly holds: Holds,
  ) {}

  @Post()
  @Scopes('operator')
  @Write()
  @ApiOperation({ operationId: 'placeHold', summary: 'Forbids erasure while a matter is open.' })
  @ApiCreatedResponse({ type: IdAnswer })
  async place(@TheCall() call: Call, @Body() body: HoldBody): Promise<object> {
    const { identifier, categories = [], ...rest } = body;
    if (!identifier && categories.length === 0) {
      const detail = 'Give an identifier, categories, or both: a hold must say what it holds.';
      throw new HabeasError('body_invalid', detail, [{ pointer: '/identifier', detail }]);
    }
    const input = { ...rest, categories, ...(identifier ? { identifier } : {}) };
    return this.writes.run(call, async (tx, principal) => {
      const { id } = await this.holds.place(tx, input, principal);
      return { status: 201, body: { id } };
    });
  }

  @Get()
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({
    operationId: 'listHolds',
    summary: 'All holds, the released ones too; or those whose day of review has come.',
  })
  @ApiOkResponse({ type: HoldsAnswer })
  async list(@Query() { review }: HoldsQuery): Promise<HoldsAnswer> {
    const today = new Date().toISOString().slice(0, 10);
    const holds = review ? await this.holds.toReview(today) : await this.holds.list();
    return { items: holds.map(answerOf) };
  }

  @Post(':id/release')
  @Scopes('operator')
  @Write()
  @HttpCode(200)
  @ApiOperation({ operationId: 'releaseHold', summary: 'Ends a hold; it stays on record.' })
  @ApiOkResponse({ type: IdAnswer })
  async release(
    @TheCall() call: Call,
    @Param('id', new IdPipe('hld')) holdId: string,
    @Body() _body: ReleaseBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.holds.release(tx, { holdId }, principal);
      return { status: 200, body: { id: holdId } };
    });
  }
}

/** Whom it holds stays unsaid: the type shows that it is about one person. */
function answerOf(hold: Hold): HoldAnswer {
  return {
    id: hold.id,
    matter: hold.matter,
    owner: hold.ownerId,
    identifierType: hold.type,
    categories: hold.categories,
    reviewOn: hold.reviewOn,
    placedAt: hold.placedAt.toISOString(),
    releasedAt: hold.releasedAt?.toISOString() ?? null,
    releasedBy: hold.releasedBy,
  };
}
