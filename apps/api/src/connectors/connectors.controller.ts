import { ConnectorClient } from '@habeas/dispatch';
import { HabeasError } from '@habeas/domain';
import { Registry, type Connector } from '@habeas/registry';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { ConnectorAnswer, ConnectorBody, ConnectorsAnswer } from './connector.dto.js';

@ApiTags('connectors')
@Controller('v1/connectors')
export class ConnectorsController {
  constructor(
    private readonly writes: Writes,
    private readonly client: ConnectorClient,
    private readonly registry: Registry,
  ) {}

  /** The manifest is fetched before the transaction: no network call may hold one open. */
  @Post()
  @Scopes('connector-owner', 'admin')
  @Write()
  @ApiOperation({
    operationId: 'registerConnector',
    summary: 'Registers a connector by its manifest and pins its key.',
  })
  @ApiCreatedResponse({ type: ConnectorAnswer })
  async register(@TheCall() call: Call, @Body() body: ConnectorBody): Promise<object> {
    const earlier = await this.writes.replay(call);
    if (earlier) return earlier;
    const baseUrl = body.baseUrl.replace(/\/+$/, '');
    const manifest = await this.client.fetchManifest(baseUrl);
    assertSlug(body.slug, manifest.slug);
    return this.writes.run(call, async (tx, principal) => {
      const connector = await this.registry.register(tx, { baseUrl, manifest }, principal);
      return { status: 201, body: answerOf(connector) };
    });
  }

  @Get()
  @Scopes('connector-owner', 'operator', 'auditor', 'admin')
  @ApiOperation({ operationId: 'listConnectors', summary: 'All connectors, with their state.' })
  @ApiOkResponse({ type: ConnectorsAnswer })
  async list(): Promise<ConnectorsAnswer> {
    return { items: (await this.registry.list()).map(answerOf) };
  }
}

function assertSlug(expected: string | undefined, given: string): void {
  if (expected === undefined || expected === given) return;
  throw new HabeasError(
    'connector_contract',
    'The manifest bears another name than "slug" says; check the address or the name.',
  );
}

function answerOf(connector: Connector): ConnectorAnswer {
  const { id, slug, name, status, baseUrl, manifest, manifestDigest, openUntil } = connector;
  return {
    id,
    slug,
    name,
    status,
    baseUrl,
    actions: Object.keys(manifest.actions),
    categories: manifest.categories.map((category) => category.id),
    manifestDigest,
    keyId: connector.publicKey.kid,
    // The breaker: calls rest until then.
    restsUntil: openUntil && openUntil > new Date() ? openUntil.toISOString() : null,
  };
}
