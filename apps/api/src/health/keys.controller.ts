import { KeyRing, type PublicSigningJwk } from '@habeas/vault';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { Public } from '../access/route-access.js';

/** Public keys by which others know us. */
@ApiTags('keys')
@Controller('v1/keys')
export class KeysController {
  constructor(private readonly keys: KeyRing) {}

  @Get('connector-calls')
  @Public()
  @ApiOperation({
    operationId: 'connectorCallsKey',
    summary: 'The key that signs every call to a connector.',
  })
  connectorCalls(): PublicSigningJwk {
    return this.keys.signing('connector-calls').jwk;
  }
}
