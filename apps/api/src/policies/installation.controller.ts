import { EvidenceLog, INSTALLATION_CHAIN } from '@habeas/evidence';
import type { OpenedChain } from '@habeas/evidence-format';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';

/** What concerns no single request, such as which policy was in force when. */
@ApiTags('policy')
@Controller('v1/installation')
export class InstallationController {
  constructor(private readonly evidence: EvidenceLog) {}

  @Get('evidence')
  @Scopes('auditor')
  @ApiOperation({
    operationId: 'showInstallationEvidence',
    summary: 'The installation’s own chain, for "habeas evidence verify installation".',
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  openedChain(): Promise<OpenedChain> {
    return this.evidence.opened(INSTALLATION_CHAIN);
  }
}
