import { AccessRecords } from '@habeas/access';
import { Searches } from '@habeas/requests';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdentifierBody } from '../requests/intake.dto.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { SearchAnswer } from './search.dto.js';

/** The identifier stands in the body, for addresses are logged and bodies are not. */
@ApiTags('requests')
@Controller('v1/searches')
export class SearchesController {
  constructor(
    private readonly writes: Writes,
    private readonly searches: Searches,
    private readonly records: AccessRecords,
  ) {}

  /** That somebody was looked for is on record before anything is found. */
  @Post()
  @Scopes('operator', 'auditor')
  @Write()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'searchRequests',
    summary: 'Requests that have this identifier, newest first. The search is recorded.',
  })
  @ApiOkResponse({ type: SearchAnswer })
  async search(@TheCall() call: Call, @Body() body: IdentifierBody): Promise<object> {
    const { type, value } = body;
    await this.records.record({
      principalId: call.principal.id,
      act: 'request.search',
      allowed: true,
    });
    return this.writes.run(call, async (tx) => {
      const items = await this.searches.find(tx, { type, value });
      return { status: 200, body: { items } };
    });
  }
}
