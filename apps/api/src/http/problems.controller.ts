import { ERRORS, HabeasError, type ErrorCode } from '@habeas/domain';
import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { Public } from '../access/route-access.js';
import { adviceFor } from './error-advice.js';

interface ProblemPage {
  type: string;
  code: string;
  title: string;
  status: number;
  retry: boolean;
  /** What to do about it. */
  advice: string;
}

/** Where a problem's `type` leads. */
@ApiTags('problems')
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  @Public()
  @ApiOperation({ operationId: 'problem', summary: 'What a problem type means.' })
  describe(@Param('code') code: string): ProblemPage {
    if (!isCode(code)) throw new HabeasError('not_found', 'There is no such problem type.');
    return { type: `/problems/${code}`, code, ...ERRORS[code], advice: adviceFor(code) };
  }
}

const isCode = (text: string): text is ErrorCode => Object.hasOwn(ERRORS, text);
