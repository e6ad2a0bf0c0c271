import { Global, Module } from '@nestjs/common';
import { DisclosureRecords } from './disclosure-records.js';
import { Disclosures } from './disclosures.js';

@Global()
@Module({ providers: [DisclosureRecords, Disclosures], exports: [Disclosures] })
export class DossiersModule {}
