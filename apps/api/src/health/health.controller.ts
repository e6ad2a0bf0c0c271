import { Database } from '@habeas/database';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { Public } from '../access/route-access.js';

/** Whether the process runs, and whether it can do its work. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly database: Database) {}

  @Get('live')
  @Public()
  @ApiOperation({ operationId: 'live', summary: 'The process runs.' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Throws `store_unavailable`. */
  @Get('ready')
  @Public()
  @ApiOperation({ operationId: 'ready', summary: 'The process can do its work.' })
  async ready(): Promise<{ status: 'ok' }> {
    await this.database.query('SELECT 1');
    return { status: 'ok' };
  }
}
