import { Global, Module } from '@nestjs/common';
import { DisclosureQueries } from './disclosure-queries.js';
import { DisclosureRecords } from './disclosure-records.js';
import { Disclosures } from './disclosures.js';

@Global()
@Module({
  providers: [DisclosureQueries, DisclosureRecords, Disclosures],
  exports: [DisclosureQueries, Disclosures],
})
export class DossiersModule {}
