import { Global, Module } from '@nestjs/common';
import { EvidenceLog } from './evidence-log.js';

@Global()
@Module({ providers: [EvidenceLog], exports: [EvidenceLog] })
export class EvidenceModule {}
