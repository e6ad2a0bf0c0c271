import { PolicyInForce, PolicyVersions } from '@habeas/policy';
import { PolicyEffectsQuery } from '@habeas/requests';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';

import { Scopes } from '../access/route-access.js';
import { TheCall, type Call } from '../http/call.js';
import { Write } from '../writes/write.decorator.js';
import { Writes } from '../writes/writes.js';
import { DigestPipe } from './digest.pipe.js';
import {
  ActivationBody,
  DigestAnswer,
  PolicyEffectsAnswer,
  PolicyVersionBody,
  PolicyVersionFilesAnswer,
  PolicyVersionsAnswer,
} from './policy-version.dto.js';

const ADVICE =
  'Another version is in force. Look at /v1/policy-versions/{digest}/effects of this digest, or run ' +
  '`habeas policy diff` on the policy folder; then activate it.';

/** Versions of the policy: proposed, compared with what is open, activated; never edited. */
@ApiTags('policy')
@Controller('v1/policy-versions')
export class PolicyVersionsController {
  constructor(
    private readonly writes: Writes,
    private readonly versions: PolicyVersions,
    private readonly inForce: PolicyInForce,
    private readonly effects: PolicyEffectsQuery,
  ) {}

  @Post()
  @Scopes('policy')
  @Write()
  @ApiOperation({
    operationId: 'proposePolicy',
    summary: 'Checks a version and keeps it as a candidate; the version in force stays.',
  })
  @ApiCreatedResponse({ type: DigestAnswer })
  async propose(@TheCall() call: Call, @Body() { files }: PolicyVersionBody): Promise<object> {
    const named = Object.fromEntries(files.map(({ name, text }) => [name, text]));
    return this.writes.run(call, async (tx, principal) => {
      const { digest } = await this.versions.propose(tx, named, principal);
      return { status: 201, body: { digest }, location: `/v1/policy-versions/${digest}` };
    });
  }

  @Get()
  @Scopes('policy', 'operator', 'approver', 'auditor')
  @ApiOperation({
    operationId: 'listPolicies',
    summary: 'The version in force, then the newest; whether the release brought another one.',
  })
  @ApiOkResponse({ type: PolicyVersionsAnswer })
  async list(): Promise<PolicyVersionsAnswer> {
    const items = await this.versions.list();
    const { shipped } = this.inForce;
    if (!shipped) return { items, shipped: null };
    const inForce = items.some(({ digest, status }) => digest === shipped && status === 'in_force');
    return { items, shipped: { digest: shipped, inForce, advice: inForce ? null : ADVICE } };
  }

  @Get(':digest')
  @Scopes('policy', 'operator', 'approver', 'auditor')
  @ApiOperation({ operationId: 'showPolicy', summary: 'One version with its files.' })
  @ApiOkResponse({ type: PolicyVersionFilesAnswer })
  async show(@Param('digest', new DigestPipe()) digest: string): Promise<PolicyVersionFilesAnswer> {
    const { files, ...version } = await this.versions.view(digest);
    const listed = Object.entries(files).map(([name, text]) => ({ name, text }));
    return { ...version, files: listed.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  @Get(':digest/effects')
  @Scopes('policy', 'auditor')
  @ApiOperation({
    operationId: 'showPolicyEffects',
    summary: 'Which dates of open exercises would move, and which files differ.',
  })
  @ApiOkResponse({ type: PolicyEffectsAnswer })
  effectsOf(@Param('digest', new DigestPipe()) digest: string): Promise<PolicyEffectsAnswer> {
    return this.effects.of(digest);
  }

  @Post(':digest/activation')
  @Scopes('policy')
  @Write()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'activatePolicy',
    summary: 'Puts a version in force; open exercises follow, with both values in the evidence.',
  })
  @ApiAcceptedResponse({ type: DigestAnswer })
  async activate(
    @TheCall() call: Call,
    @Param('digest', new DigestPipe()) digest: string,
    @Body() { replaces }: ActivationBody,
  ): Promise<object> {
    return this.writes.run(call, async (tx, principal) => {
      await this.versions.activate(tx, { digest, replaces }, principal);
      tx.afterCommit(() => this.inForce.refresh());
      return { status: 202, body: { digest } };
    });
  }
}
