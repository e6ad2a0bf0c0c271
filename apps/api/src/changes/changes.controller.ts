import { AccessRecords } from '@habeas/access';
import { Database } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { changesOf } from '@habeas/requests';
import { Vault } from '@habeas/vault';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { IdPipe } from '../http/id.pipe.js';
import { ChangeBody } from '../requests/intake.dto.js';

export class ChangesAnswer {
  @ApiProperty({ type: [ChangeBody], description: 'As they were asked, with their values.' })
  items!: ChangeBody[];
}

/** What people want corrected, for whoever has to judge it. */
@ApiTags('requests')
@Controller('v1/exercises')
export class ChangesController {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly records: AccessRecords,
  ) {}

  /** It is about a person: the read is on record before the values go out. */
  @Get(':id/changes')
  @Scopes('operator')
  @ApiOperation({
    operationId: 'showChanges',
    summary: 'What a rectification asks to change. The read is recorded.',
  })
  @ApiOkResponse({ type: ChangesAnswer })
  async show(
    @TheCall() { principal }: Call,
    @Param('id', new IdPipe('exe')) id: string,
  ): Promise<object> {
    const items = await changesOf(this.database, this.vault, id);
    if (items.length === 0) {
      throw new HabeasError('not_found', 'There is no rectification by that id.');
    }
    const read = { act: 'changes.read', subjectId: id, allowed: true };
    await this.records.record({ principalId: principal.id, ...read });
    return { items };
  }
}
