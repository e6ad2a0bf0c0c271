import { Authorities, type AuthorityView } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { IdAnswer } from './answers.dto.js';
import { AuthoritiesAnswer } from './authority.dto.js';
import { AuthorityBody } from './decisions.dto.js';

/** Who may act for a person: what must be shown for it, and that it was. */
@ApiTags('requests')
@Controller('v1/requests/:id/authorities')
export class AuthoritiesController {
  constructor(
    private readonly writes: Writes,
    private readonly authorities: Authorities,
  ) {}

  @Get()
  @Scopes('operator', 'approver', 'auditor')
  @ApiOperation({
    operationId: 'showAuthorities',
    summary: 'What a parent or an agent must show, under which law, and what was shown.',
  })
  @ApiOkResponse({ type: AuthoritiesAnswer })
  show(@Param('id', new IdPipe('req')) requestId: string): Promise<AuthorityView> {
    return this.authorities.view(requestId);
  }

  @Post()
  @Scopes('operator')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'recordAuthority',
    summary: 'Records that somebody showed that she may act for the person.',
  })
  @ApiAcceptedResponse({ type: IdAnswer })
  async record(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) requestId: string,
    @Body() { kind, method }: AuthorityBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      const { id } = await this.authorities.show(tx, { requestId, kind, method }, principal);
      return { status: 202, body: { id } };
    });
  }
}
