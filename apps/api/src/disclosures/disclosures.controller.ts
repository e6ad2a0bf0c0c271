import { AccessRecords } from '@habeas/access';
import { DisclosureQueries, Disclosures } from '@habeas/dossiers';
import { RequestQueries } from '@habeas/requests';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { DisclosureAnswer, DisclosuresAnswer } from './disclosure.dto.js';
import { begun } from './package-stream.js';

@ApiTags('disclosures')
@Controller('v1')
export class DisclosuresController {
  constructor(
    private readonly requests: RequestQueries,
    private readonly queries: DisclosureQueries,
    private readonly disclosures: Disclosures,
    private readonly records: AccessRecords,
  ) {}

  @Get('requests/:id/disclosures')
  @Scopes('operator', 'auditor')
  @ApiOperation({ operationId: 'listDisclosures', summary: 'The packages of one request.' })
  @ApiOkResponse({ type: DisclosuresAnswer })
  async list(@Param('id', new IdPipe('req')) requestId: string): Promise<DisclosuresAnswer> {
    await this.requests.view(requestId);
    return { items: await this.queries.list(requestId) };
  }

  @Get('disclosures/:id')
  @Scopes('operator', 'auditor')
  @ApiOperation({ operationId: 'showDisclosure', summary: 'What a package is, not what is in it.' })
  @ApiOkResponse({ type: DisclosureAnswer })
  show(@Param('id', new IdPipe('dis')) id: string): Promise<DisclosureAnswer> {
    return this.queries.show(id);
  }

  /** The one route that shows personal data; the read is on record before the first byte goes. */
  @Get('disclosures/:id/package')
  @Scopes('operator')
  @ApiOperation({
    operationId: 'fetchPackage',
    summary: 'The package itself: a zip with the data and an index.html. The read is recorded.',
  })
  @ApiProduces('application/zip')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async fetch(
    @TheCall() { principal, reply }: Call,
    @Param('id', new IdPipe('dis')) id: string,
  ): Promise<StreamableFile> {
    const { fileName, size, sha256, stream } = await this.disclosures.open(id);
    await this.records.record({
      principalId: principal.id,
      act: 'disclosure.fetch',
      subjectId: id,
      allowed: true,
    });
    const bytes = await begun(stream);
    reply.header('repr-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`);
    return new StreamableFile(bytes, {
      type: 'application/zip',
      length: size,
      disposition: `attachment; filename="${fileName}"`,
    });
  }
}
