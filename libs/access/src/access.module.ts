import { Global, Module } from '@nestjs/common';
import { AccessKeys } from './access-keys.js';
import { AccessRecords } from './access-records.js';

@Global()
@Module({ providers: [AccessKeys, AccessRecords], exports: [AccessKeys, AccessRecords] })
export class AccessModule {}
