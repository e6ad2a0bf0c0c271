import { EvidenceLog } from '@habeas/evidence';
import type { OpenedChain } from '@habeas/evidence-format';
import { HabeasError, requestStatus } from '@habeas/domain';
import {
  Intake,
  RequestQueries,
  type ExerciseView,
  type OpenedRequest,
  type RequestView,
} from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { OpenedAnswer, RequestAnswer, RequestsAnswer } from './answers.dto.js';
import { IntakeBody } from './intake.dto.js';
import { intakeOf } from './intake-of.js';
import { ListQuery } from './list.dto.js';

/** Scopes that see every request; a key with `intake` alone sees those that it opened. */
const SEE_ALL = ['operator', 'approver', 'auditor'] as const;

@ApiTags('requests')
@Controller('v1/requests')
export class RequestsController {
  constructor(
    private readonly writes: Writes,
    private readonly intake: Intake,
    private readonly queries: RequestQueries,
    private readonly evidence: EvidenceLog,
  ) {}

  /** The answer is the same for people whom some system knows and for all others. */
  @Post()
  @Scopes('intake')
  @Write()
  @HttpCode(202)
  @ApiOperation({ operationId: 'openRequest', summary: 'Takes a request in; its clocks run.' })
  @ApiAcceptedResponse({ type: OpenedAnswer })
  async open(@TheCall() call: Call, @Body() body: IntakeBody): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      const opened = await this.intake.open(tx, intakeOf(body), principal);
      return { status: 202, body: openedAnswer(opened), location: `/v1/requests/${opened.id}` };
    });
  }

  @Get()
  @Scopes(...SEE_ALL)
  @ApiOperation({ operationId: 'listRequests', summary: 'Requests, newest first, page by page.' })
  @ApiOkResponse({ type: RequestsAnswer })
  list(@Query() query: ListQuery): Promise<RequestsAnswer> {
    const { limit, ...filter } = query;
    return this.queries.list({ ...filter, ...(limit ? { limit: Number(limit) } : {}) });
  }

  @Get(':id')
  @Scopes('intake', ...SEE_ALL)
  @ApiOperation({
    operationId: 'showRequest',
    summary: 'One request: statuses, clocks explained, tasks per system, plan and seal.',
  })
  @ApiOkResponse({ type: RequestAnswer })
  async show(
    @TheCall() call: Call,
    @Param('id', new IdPipe('req')) id: string,
  ): Promise<RequestAnswer> {
    const view = await this.queries.view(id);
    if (seesAll(call)) return view;
    assertOpenedBy(view, call);
    // Other requests of the person are nobody's business who may not see every request.
    return { ...view, related: [], exercises: view.exercises.map(withoutOthers) };
  }

  @Get(':id/evidence')
  @Scopes('auditor')
  @ApiOperation({
    operationId: 'showEvidence',
    summary: 'The opened chain with its receipts, for "habeas evidence verify".',
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  openedChain(@Param('id', new IdPipe('req')) id: string): Promise<OpenedChain> {
    return this.evidence.opened(id);
  }
}

const withoutOthers = (exercise: ExerciseView) => ({ ...exercise, waitsFor: [] });

function seesAll({ principal }: Call): boolean {
  return SEE_ALL.some((scope) => principal.scopes.includes(scope));
}

function assertOpenedBy({ openedBy }: RequestView, { principal }: Call): void {
  if (openedBy === principal.id) return;
  throw new HabeasError('not_found', 'The request was opened by somebody else.');
}

function openedAnswer({ id, exercises }: OpenedRequest): OpenedAnswer {
  return { id, status: requestStatus(exercises.map(({ status }) => status)), exercises };
}
