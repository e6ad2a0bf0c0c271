import { Config } from '@habeas/config';
import { Callbacks } from '@habeas/dispatch';
import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { Public } from '../access/route-access.js';
import { rawBodyOf } from '../http/json-body.js';

/** Where connectors report what they accepted earlier. The signature is the key. */
@ApiTags('connectors')
@Controller('v1/connectors')
export class CallbacksController {
  constructor(
    private readonly config: Config,
    private readonly callbacks: Callbacks,
  ) {}

  /** A repeat is accepted and changes nothing: the task's id is its idempotency key. */
  @Post(':slug/tasks/:task/outcome')
  @Public()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'reportOutcome',
    summary: 'A connector reports the result of an order (signed, RFC 9421; no API key).',
  })
  async report(
    @Req() request: FastifyRequest,
    @Param('slug') slug: string,
    @Param('task') taskId: string,
  ): Promise<void> {
    // The address as the connector was given it; a proxy may have changed host and scheme since.
    const url = `${this.config.publicUrl}${request.url}`;
    const rawBody = rawBodyOf(request);
    await this.callbacks.accept({ slug, taskId, url, headers: request.headers, rawBody });
  }
}
